namespace TaskRunner.Cli.Views;

/// <summary>The commands at the end of each verb's help: ready to be copied.</summary>
internal static class Examples
{
    public static string[] Of(string path) => path switch
    {
        "" =>
        [
            "taskrunner init hello",
            "taskrunner install demo hello",
        ],
        "init" => ["taskrunner init hello"],
        "lint" => ["taskrunner lint ./shop", "taskrunner lint ./shop -o json"],
        "show" => ["taskrunner show ./shop", "taskrunner show ./shop tasks"],
        "graph" => ["taskrunner graph ./shop", "taskrunner graph ./shop -o dot | dot -Tsvg > shop.svg"],
        "config" => ["taskrunner config ./shop --out answers.yaml", "taskrunner config ./shop --interactive --out answers.yaml"],
        "drill" => ["taskrunner drill ./shop -f answers.yaml", "taskrunner drill ./shop --stub"],
        "package" or "package build" => ["taskrunner package build ./shop --out shop-1.0.tgz"],
        "package list" => ["taskrunner package list"],
        "package rm" => ["taskrunner package rm shop@1.0 -y"],
        "schema" or "schema package" => ["taskrunner schema package > package.schema.json"],
        "plan" => ["taskrunner plan shop ./shop -f answers.yaml", "taskrunner plan shop ./shop-2.0.tgz --out shop.plan"],
        "install" => ["taskrunner install shop ./shop -f answers.yaml", "taskrunner install shop ./shop --set config.domain=shop.example --dry-run"],
        "upgrade" => ["taskrunner upgrade shop ./shop-2.0.tgz", "taskrunner upgrade shop ./shop-2.0.tgz --rollback-on-failure all"],
        "resume" => ["taskrunner resume shop"],
        "retry" => ["taskrunner retry shop", "taskrunner retry shop --from migrate -y"],
        "rollback" => ["taskrunner rollback shop"],
        "uninstall" => ["taskrunner uninstall shop -y"],
        "cancel" => ["taskrunner cancel shop"],
        "resolve" => ["taskrunner resolve 20260321-101500-k3v9x fee --as not-executed --reason \"no entry in the ledger\""],
        "unlock" => ["taskrunner unlock shop --epoch 7 --reason \"web-2 burned down\""],
        "list" => ["taskrunner list", "taskrunner list -o json"],
        "status" => ["taskrunner status shop", "taskrunner status shop -w"],
        "history" => ["taskrunner history shop"],
        "get" => ["taskrunner get shop outputs", "taskrunner get shop config"],
        "logs" => ["taskrunner logs shop migrate", "taskrunner logs shop migrate -f"],
        "service" or "service list" => ["taskrunner service list"],
        "service get" => ["taskrunner service get shop-db -o json"],
        "global" or "global set" => ["taskrunner global set -f global.yaml"],
        "global get" => ["taskrunner global get"],
        "secret" or "secret set" => ["taskrunner secret set db-password < password.txt"],
        "secret list" => ["taskrunner secret list"],
        "secret rm" => ["taskrunner secret rm db-password -y"],
        "input" => ["taskrunner input config.port"],
        "explain" => ["taskrunner explain TR3001"],
        "doctor" => ["taskrunner doctor"],
        "completion" => ["source <(taskrunner completion bash)"],
        _ => [],
    };
}
