import type { Json, JsonMap, Localized } from '../api/types';

/** The questions of a package under given answers: what `taskrunner config -o json` prints, with what is wrong about the answers. */
export interface FormDocument {
  package: { name: string; version: string; title: Localized };
  scopes: Scope[];
  missing: { path: string; pointer: string; title: Localized }[];
  errors: FieldError[];
}

export interface Scope {
  name: string;
  pointer: string;
  task: string | null;
  mode: string | null;
  title: Localized;
  groups: { title: string | null; questions: string[] }[];
  questions: Question[];
  alternatives: Alternative[];
}

export interface Question {
  name: string;
  path: string;
  pointer: string;
  kind: 'text' | 'integer' | 'number' | 'boolean' | 'choice' | 'list' | 'map' | 'group' | 'any';
  title: Localized;
  description?: Localized;
  required: boolean;
  asked: boolean;
  secret?: boolean;
  nullable?: boolean;
  immutable?: boolean;
  deprecated?: boolean;
  generated?: boolean;
  default?: Json;
  global?: string;
  choices?: Json[];
  examples?: Json[];
  widget?: string;
  value?: Json;
  origin?: string;
  questions?: Question[];
  alternatives?: Alternative[];
  item?: Question;
}

export interface Alternative {
  title: Localized;
  mark: JsonMap | null;
  taken: boolean;
  questions: Question[];
}

export interface FieldError {
  pointer: string | null;
  code: string;
  severity: string;
  message: string;
  help?: string | null;
}

/** What every kind of field is given: undefined is "not answered by this person, now". */
export interface FieldProps {
  question: Question;
  pointer: string;
  given: Json | undefined;
  onGiven: (given: Json | undefined) => void;
}
