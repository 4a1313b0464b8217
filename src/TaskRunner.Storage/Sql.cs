namespace TaskRunner.Storage;

/// <summary>
/// Every statement, once. Parameters are numbered (<c>$1</c>), which is a name to SQLite and a position to PostgreSQL; nothing else
/// here belongs to one of them either, but for <see cref="Schema"/>.
/// </summary>
internal static class Sql
{
    /// <summary>Format 1. The tables are described in docs/store.md.</summary>
    public const string Schema =
        """
        CREATE TABLE store (id TEXT NOT NULL, semantics INTEGER NOT NULL, created_at TEXT NOT NULL);
        CREATE TABLE leases (
            scope TEXT PRIMARY KEY, epoch INTEGER NOT NULL, runner TEXT NOT NULL, host TEXT NOT NULL, boot TEXT NOT NULL,
            pid_namespace TEXT NOT NULL, pid INTEGER NOT NULL, start_ticks INTEGER NOT NULL, run TEXT,
            expires_at INTEGER NOT NULL, renewed_at TEXT NOT NULL, released INTEGER NOT NULL, stop BLOB) WITHOUT ROWID;
        CREATE TABLE runs (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, installation TEXT NOT NULL, body BLOB NOT NULL);
        CREATE INDEX runs_of_installation ON runs (installation, number);
        CREATE TABLE journal (
            position INTEGER PRIMARY KEY, epoch INTEGER NOT NULL, record_id BLOB NOT NULL, kind TEXT NOT NULL, checksum INTEGER NOT NULL,
            body BLOB NOT NULL);
        CREATE TABLE damaged (
            position INTEGER NOT NULL, epoch INTEGER, record_id BLOB, kind TEXT, checksum INTEGER, body BLOB, found_at TEXT NOT NULL);
        CREATE TABLE installations (name TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;
        CREATE TABLE services (name TEXT PRIMARY KEY, installation TEXT NOT NULL, body BLOB NOT NULL) WITHOUT ROWID;
        CREATE TABLE packages (
            digest TEXT PRIMARY KEY, name TEXT NOT NULL, version TEXT NOT NULL, added_at TEXT NOT NULL, checksum INTEGER NOT NULL,
            archive BLOB NOT NULL);
        CREATE TABLE documents (name TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;
        CREATE TABLE secrets (name TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;
        """ + CreateAudit;

    /// <summary>Stores made before there was an audit get its table with the first record: nothing else of them changes.</summary>
    public const string CreateAudit = "CREATE TABLE IF NOT EXISTS audit (number INTEGER PRIMARY KEY AUTOINCREMENT, body BLOB NOT NULL)";
    public const string HasAudit = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'audit'";
    public const string InsertAudit = "INSERT INTO audit (body) VALUES ($1) RETURNING number";
    public const string ListAudit = "SELECT body, number FROM audit WHERE number < $1 ORDER BY number DESC LIMIT $2";

    /// <summary>Takes the write lock at once: a transaction that began by reading could not wait for its turn.</summary>
    public const string Begin = "BEGIN IMMEDIATE";
    public const string Commit = "COMMIT";
    public const string Rollback = "ROLLBACK";

    public const string InsertStore = "INSERT INTO store (id, semantics, created_at) VALUES ($1, $2, $3)";
    public const string ReadStore = "SELECT id, semantics FROM store";

    public const string ReadLease =
        """
        SELECT epoch, runner, host, boot, pid_namespace, pid, start_ticks, run, expires_at, renewed_at, released, stop
        FROM leases WHERE scope = $1
        """;

    public const string WriteLease =
        """
        INSERT INTO leases (epoch, runner, host, boot, pid_namespace, pid, start_ticks, run, expires_at, renewed_at, released, stop, scope)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        ON CONFLICT (scope) DO UPDATE SET epoch = excluded.epoch, runner = excluded.runner, host = excluded.host, boot = excluded.boot,
            pid_namespace = excluded.pid_namespace, pid = excluded.pid, start_ticks = excluded.start_ticks, run = excluded.run,
            expires_at = excluded.expires_at, renewed_at = excluded.renewed_at, released = excluded.released, stop = excluded.stop
        """;

    public const string ReadLeaseEpoch = "SELECT epoch FROM leases WHERE scope = $1 AND released = 0";

    public const string FindRun = "SELECT number, installation FROM runs WHERE id = $1";
    public const string ReadRun = "SELECT body FROM runs WHERE id = $1";
    public const string ListRuns = "SELECT body FROM runs ORDER BY number DESC";
    public const string ListRunsOf = "SELECT body FROM runs WHERE installation = $1 ORDER BY number DESC";
    public const string ListRunNumbers = "SELECT number, id FROM runs ORDER BY number";
    public const string InsertRun = "INSERT INTO runs (id, installation, body) VALUES ($1, $2, $3) RETURNING number";
    public const string UpdateRun = "UPDATE runs SET body = $1 WHERE number = $2";

    public const string InsertRecord =
        "INSERT INTO journal (position, epoch, record_id, kind, checksum, body) VALUES ($1, $2, $3, $4, $5, $6)";

    public const string ReadHead = "SELECT position FROM journal WHERE position BETWEEN $1 AND $2 ORDER BY position DESC LIMIT 1";

    public const string ReadRecords =
        """
        SELECT position, epoch, record_id, kind, checksum, body FROM journal
        WHERE position BETWEEN $1 AND $2 ORDER BY position LIMIT $3
        """;

    public const string KeepDamaged =
        """
        INSERT INTO damaged (position, epoch, record_id, kind, checksum, body, found_at)
        SELECT position, epoch, record_id, kind, checksum, body, $2 FROM journal WHERE position = $1
        """;

    public const string DeleteRecord = "DELETE FROM journal WHERE position = $1";

    public const string CountDamaged = "SELECT count(*) FROM damaged";

    public const string ReadInstallation = "SELECT body FROM installations WHERE name = $1";
    public const string ListInstallations = "SELECT body FROM installations ORDER BY name";
    public const string WriteInstallation =
        "INSERT INTO installations (name, body) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET body = excluded.body";

    public const string ReadService = "SELECT body FROM services WHERE name = $1";
    public const string ReadServiceOwner = "SELECT installation FROM services WHERE name = $1";
    public const string ListServices = "SELECT body FROM services ORDER BY name";
    public const string DeleteService = "DELETE FROM services WHERE name = $1";
    public const string WriteService =
        """
        INSERT INTO services (name, installation, body) VALUES ($1, $2, $3)
        ON CONFLICT (name) DO UPDATE SET installation = excluded.installation, body = excluded.body
        """;

    public const string ListPackages = "SELECT digest FROM packages ORDER BY digest";
    public const string FindPackage = "SELECT digest, name, version, added_at, length(archive) FROM packages WHERE digest = $1";
    public const string ListPackageRecords =
        "SELECT digest, name, version, added_at, length(archive) FROM packages ORDER BY added_at DESC, digest";
    public const string ReadPackage = "SELECT checksum, archive FROM packages WHERE digest = $1";
    public const string InsertPackage =
        """
        INSERT INTO packages (digest, name, version, added_at, checksum, archive) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (digest) DO UPDATE SET checksum = excluded.checksum, archive = excluded.archive
        """;

    public const string DeletePackage = "DELETE FROM packages WHERE digest = $1";

    public const string ListDocuments = "SELECT body FROM documents ORDER BY name";
    public const string ListDocumentsBetween = "SELECT body FROM documents WHERE name BETWEEN $1 AND $2 ORDER BY name";
    public const string ReadDocument = "SELECT body FROM documents WHERE name = $1";
    public const string ListDocumentsOfKind = "SELECT body, name FROM documents WHERE name > $1 AND name < $2 ORDER BY name";
    public const string DeleteDocument = "DELETE FROM documents WHERE name = $1";
    public const string WriteDocument =
        "INSERT INTO documents (name, body) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET body = excluded.body";

    public const string ListSecrets = "SELECT body FROM secrets ORDER BY name";
    public const string ListSecretNames = "SELECT name FROM secrets ORDER BY name";
    public const string ReadSecret = "SELECT body FROM secrets WHERE name = $1";
    public const string DeleteSecret = "DELETE FROM secrets WHERE name = $1";
    public const string WriteSecret =
        "INSERT INTO secrets (name, body) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET body = excluded.body";
}
