using System.Text;
using TaskRunner.Tasks.Helm2;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Helm;

/// <summary>The shape of a helm task's <c>spec</c>, as packages see it.</summary>
internal static class HelmSchema
{
    public static MapValue Value { get; } = (MapValue)JsonReader.ReadTrusted(Encoding.UTF8.GetBytes($$"""
        {
          "type": "object",
          "additionalProperties": false,
          "required": ["chart"],
          "properties": {
            "chart": { "type": "string", "minLength": 1, "description": "folder or .tgz in the package, or oci://REGISTRY/CHART" },
            "version": { "type": "string", "description": "of a chart that comes from a registry" },
            "plainHttp": { "type": "boolean", "default": false, "description": "ask the registry without TLS" },
            "release": { "type": "string", "minLength": 1, "description": "default: the task's name" },
            "namespace": { "type": "string", "description": "default: the context's" },
            "createNamespace": { "type": "boolean", "default": false, "description": "make the namespace where there is none; it is never removed" },
            "values": { "type": "object", "additionalProperties": true, "description": "laid over those of the chart and of valuesFiles; expressions are filled in" },
            "valuesFiles": { "type": "array", "description": "files of the package, the later over the earlier", "items": { "type": "string", "minLength": 1 } },
            "wait": { "type": "boolean", "default": true, "description": "wait until the workloads are ready" },
            "timeout": { "type": "string", "description": "of helm itself; at most the task's timeout less its grace, which is the default" },
            "foreignWait": { "type": "string", "default": "5m", "description": "how long to wait while somebody else works on the release" },
            "historyMax": { "type": "integer", "minimum": 2, "default": 10, "description": "revisions helm keeps" },
            "kubeconfig": { "type": "string", "description": "a file; default KUBECONFIG, else ~/.kube/config, else the pod's own account" },
            "context": { "type": "string", "description": "of the kubeconfig; default its current one" },
            "helm2": {{TakeOverSpec.Schema}}
          }
        }
        """));
}
