using TaskRunner.Values;

namespace TaskRunner.Tasks.Kubernetes;

/// <summary>The shape of a kubernetes task's <c>spec</c>, as packages see it.</summary>
internal static class KubernetesSchema
{
    public static MapValue Value { get; } = (MapValue)JsonReader.ReadTrusted("""
        {
          "type": "object",
          "additionalProperties": false,
          "anyOf": [ { "required": ["manifests"] }, { "required": ["objects"] } ],
          "properties": {
            "manifests": { "type": "array", "minItems": 1, "description": "files of the package, or patterns such as deploy/*.yaml, with one or more objects each, applied as they are", "items": { "type": "string", "minLength": 1 } },
            "objects": { "type": "array", "minItems": 1, "description": "objects written here; expressions are filled in", "items": {
              "type": "object", "required": ["apiVersion", "kind", "metadata"], "additionalProperties": true,
              "properties": {
                "apiVersion": { "type": "string", "minLength": 1 },
                "kind": { "type": "string", "minLength": 1 },
                "metadata": { "type": "object", "required": ["name"], "additionalProperties": true, "properties": { "name": { "type": "string", "minLength": 1 } } } } } },
            "namespace": { "type": "string", "description": "of the objects that name none; default: the context's" },
            "createNamespace": { "type": "boolean", "default": false, "description": "make the namespace where there is none; it is never removed" },
            "force": { "type": "boolean", "default": false, "description": "take over fields that others own, in place of refusing" },
            "wait": { "type": "boolean", "default": true, "description": "wait until the objects are ready" },
            "timeout": { "type": "string", "minLength": 1, "description": "how long to wait, a Go duration such as 5m; default: as long as the task may take" },
            "prune": { "type": "boolean", "default": false, "description": "delete what earlier versions of the task applied and this one does not name" },
            "kubeconfig": { "type": "string", "description": "a file; default KUBECONFIG, else ~/.kube/config, else the pod's own account" },
            "context": { "type": "string", "description": "of the kubeconfig; default its current one" }
          }
        }
        """u8);
}
