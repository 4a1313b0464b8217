import { Link } from 'wouter';
import mark from '../styles/mark.svg';

export function Brand() {
  return (
    <Link href="/" className="brand">
      <img src={mark} alt="" />
      TaskRunner
    </Link>
  );
}
