import type { Problem } from '../api/problem';
import { Code } from './Code';

/** A refusal of the server as it worded it: every error with its code, its place and the way out. */
export function ProblemNotice({ problem }: { problem: Problem }) {
  const errors =
    problem.errors.length > 0
      ? problem.errors
      : [{ code: problem.code, severity: 'error', message: problem.message, help: problem.help, pointer: null, file: null, line: null }];
  return (
    <div className="notice bad-side" role="alert">
      {errors.slice(0, 20).map((error, i) => (
        <div key={i} className="wrap">
          <strong>
            <Code code={error.code} /> <bdi>{error.message}</bdi>
          </strong>
          {error.file && (
            <span className="mono quiet">
              {error.file}
              {error.line ? `:${error.line}` : ''}{' '}
            </span>
          )}
          {error.help && <p>{error.help}</p>}
        </div>
      ))}
    </div>
  );
}
