import { lazy } from 'react';
import { Route, Switch } from 'wouter';
import { part } from './address';
import { NotFound } from './NotFound';

const Installations = lazy(() => import('../installations/Installations'));
const Installation = lazy(() => import('../installations/Installation'));
const Wizard = lazy(() => import('../wizard/Wizard'));
const Runs = lazy(() => import('../runs/Runs'));
const Run = lazy(() => import('../runs/Run'));
const Services = lazy(() => import('../services/Services'));
const GlobalConfiguration = lazy(() => import('../global/GlobalConfiguration'));
const Packages = lazy(() => import('../packages/Packages'));
const PackagePage = lazy(() => import('../packages/PackagePage'));
const Audit = lazy(() => import('../audit/Audit'));
const Tokens = lazy(() => import('../tokens/Tokens'));

/** Every address of the page; each page is a file of its own that is loaded when somebody goes there. */
export function Routes() {
  return (
    <Switch>
      <Route path="/" component={Installations} />
      <Route path="/installations" component={Installations} />
      <Route path="/installations/:name/:tab?">{(at) => <Installation name={part(2)} tab={at.tab} />}</Route>
      <Route path="/install" component={Wizard} />
      <Route path="/runs" component={Runs} />
      <Route path="/runs/:id/:tasks?/:task?">{() => <Run key={part(2)} id={part(2)} task={part(4) || undefined} />}</Route>
      <Route path="/services" component={Services} />
      <Route path="/packages" component={Packages} />
      <Route path="/packages/:digest">{() => <PackagePage digest={part(2)} />}</Route>
      <Route path="/global" component={GlobalConfiguration} />
      <Route path="/audit" component={Audit} />
      <Route path="/tokens" component={Tokens} />
      <Route component={NotFound} />
    </Switch>
  );
}
