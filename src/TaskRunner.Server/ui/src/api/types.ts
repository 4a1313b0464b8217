// The documents of the API. They are those of `taskrunner … -o json`, with what the page needs beside them.

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonMap = { [key: string]: Json };

export type Role = 'viewer' | 'operator' | 'admin';

export interface Session {
  name: string;
  role: Role;
  expiresAt: string | null;
  version: string;
  store: string;
}

export interface PackageName {
  name: string;
  version: string;
  digest: string;
}

export interface InstallationRow {
  installation: string;
  package: string | null;
  version: string | null;
  state: string | null;
  needsDecision: boolean;
  lastRun: { id: string; state: string; operation: string; startedAt: string; finishedAt: string | null } | null;
  services: Record<string, number>;
}

export interface Failure {
  reason: string;
  exitCode?: number | null;
  attempt?: number;
  message: string | null;
}

export interface Task {
  index?: number;
  name: string;
  type: string;
  state: string;
  group?: string | null;
  reason?: string | null;
  attempts: number;
  startedAt: string | null;
  finishedAt: string | null;
  failure?: Failure | null;
  blockedBy?: string[] | null;
  rollbackBlockedBy?: string[] | null;
  rollbackFailure?: Failure | null;
  needsDecision?: boolean;
  decisions?: string[];
  evidence?: string | null;
  outputs?: JsonMap | null;
}

export interface RunDocument {
  installation: string;
  package: PackageName;
  operation: string;
  fromVersion: string | null;
  run: { id: string; state: string; continues: string | null; startedAt: string; finishedAt: string | null; tasks: Task[] };
  kept: string[];
  outputs: JsonMap | null;
  seq: number;
  actions: string[];
  /** Of a run that waited its turn and was refused then. */
  refusal?: Diagnostic[];
}

export interface InstallationDocument extends RunDocument {
  openRun: string | null;
  installed: PackageName | null;
  revision: number;
}

export interface Attempt {
  number: number;
  kind: string;
  state: string;
  startedAt: string;
  finishedAt: string | null;
  reason?: string | null;
  exitCode?: number | null;
  message?: string | null;
  evidence?: string | null;
  logs?: { stream: string; bytes: number }[];
}

export interface TaskDetail extends Task {
  inputs: Json;
  why: string | null;
  decided?: { as: string; reason: string; by: string; at: string } | null;
  history: Attempt[];
  mode?: string | null;
  service?: string | null;
}

export interface RunRow {
  id: string;
  installation: string;
  operation: string;
  package: string | null;
  version?: string | null;
  state: string;
  startedAt: string | null;
  finishedAt: string | null;
  progress?: Record<string, number>;
}

export interface HistoryRow {
  revision: number | null;
  operation: string;
  package: string;
  version: string;
  fromVersion: string | null;
  run: string;
  state: string;
  startedAt: string;
  finishedAt: string | null;
}

export interface Difference {
  path: string;
  kind: 'added' | 'removed' | 'changed';
  from?: Json;
  to?: Json;
}

export interface Service {
  name: string;
  type: string;
  version: string | null;
  state: string;
  outputs: JsonMap | null;
  installation: string | null;
  run: string | null;
  updatedAt: string | null;
}

export interface StoredPackage {
  name: string;
  version: string;
  digest: string;
  title: string | Localized | null;
  storedAt: string | null;
  size: number | null;
}

export interface PackageTask {
  name: string;
  type: string;
  title: string;
  rollback: boolean;
  idempotent: boolean;
  after: string[];
  outputs: string[];
}

export interface PackageQuestion {
  path: string;
  kind: string;
  title: string;
  required: boolean;
  secret: boolean;
  default: Json;
}

export interface PackageDocument {
  name: string;
  version: string;
  title: string;
  upgradeFrom: string | null;
  requires: { service: string; version: string }[];
  questions: PackageQuestion[];
  tasks: PackageTask[];
  outputs: string[];
}

/** From where packages may be taken. */
export interface Registry {
  address: string;
  allowsUnsigned: boolean;
}

export interface RegistryVersions {
  repository: string;
  versions: string[];
}

export interface PulledPackage extends StoredPackage {
  reference: string;
  signedBy: string | null;
}

export interface Localized {
  en: string;
  zh?: string;
}

export interface PlannedTask {
  name: string;
  type: string;
  action: string;
  reason: string;
  /** The reason in the reader's language. */
  text?: string;
  mode: string | null;
  preview?: Preview;
}

/** What a task would change; for people to read. */
export interface Preview {
  verb: 'install' | 'upgrade' | 'nothing' | 'unknown';
  subject: string | null;
  diff: string | null;
  notes: string[];
  problems: { code: string; message: string }[];
}

export interface PlanDocument {
  installation: string;
  operation: string;
  package: PackageName;
  fromVersion: string | null;
  toVersion: string | null;
  hasChanges: boolean;
  tasks: PlannedTask[];
  kept: PlannedTask[];
}

export interface PlanAnswer {
  id: string;
  plan: PlanDocument;
  changes?: Difference[];
  /** Tasks that run again although their definition does not say that they may. */
  repeated?: string[];
  pruned?: string[];
  warnings?: Diagnostic[];
  commandLine: string;
}

export interface Diagnostic {
  code: string;
  severity: string;
  message: string;
  pointer?: string | null;
  help?: string | null;
  file?: string | null;
  line?: number | null;
}

export interface AuditRow {
  number: number;
  at: string;
  who: string;
  role: string | null;
  action: string;
  subject: string | null;
  detail: string | null;
  from: string | null;
}

export interface Token {
  id: string;
  name: string;
  role: Role;
  createdAt?: string | null;
  expiresAt: string | null;
  state: string;
  revokedAt?: string | null;
}
