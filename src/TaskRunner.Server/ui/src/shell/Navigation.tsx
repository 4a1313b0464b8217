import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { useMay } from '../api/session';

export function Navigation() {
  const { t } = useTranslation();
  const [place] = useLocation();
  const isOperator = useMay('operator');
  const isAdmin = useMay('admin');
  const links: [string, string, boolean][] = [
    ['/installations', t('nav.installations'), true],
    ['/install', t('nav.install'), isOperator],
    ['/runs', t('nav.runs'), true],
    ['/services', t('nav.services'), true],
    ['/packages', t('nav.packages'), true],
    ['/global', t('nav.global'), true],
    ['/audit', t('nav.audit'), isAdmin],
    ['/tokens', t('nav.tokens'), isAdmin],
  ];
  const here = place === '/' ? '/installations' : place;
  return (
    <nav className="side" aria-label={t('app.menu')}>
      <ul>
        {links
          .filter(([, , isShown]) => isShown)
          .map(([to, title]) => (
            <li key={to}>
              <Link href={to} aria-current={here === to || here.startsWith(`${to}/`) ? 'page' : undefined}>
                {title}
              </Link>
            </li>
          ))}
      </ul>
    </nav>
  );
}
