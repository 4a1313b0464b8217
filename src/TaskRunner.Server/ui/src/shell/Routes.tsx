import { Route, Switch } from 'wouter';
import { lazily } from '../parts/lazily';
import { part } from './address';
import { NotFound } from './NotFound';

const Installations = lazily(() => import('../installations/Installations'));
const Installation = lazily(() => import('../installations/Installation'));
const Wizard = lazily(() => import('../wizard/Wizard'));
const Runs = lazily(() => import('../runs/Runs'));
const Run = lazily(() => import('../runs/Run'));
const Services = lazily(() => import('../services/Services'));
const GlobalConfiguration = lazily(() => import('../global/GlobalConfiguration'));
const Packages = lazily(() => import('../packages/Packages'));
const PackagePage = lazily(() => import('../packages/PackagePage'));
const Audit = lazily(() => import('../audit/Audit'));
const Tokens = lazily(() => import('../tokens/Tokens'));

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
