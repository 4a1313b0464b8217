using TaskRunner.Values;

namespace TaskRunner.Tasks.Shell;

/// <summary>The shape of a shell task's <c>spec</c>, as packages see it.</summary>
internal static class ShellSchema
{
    public static MapValue Value { get; } = (MapValue)JsonReader.ReadTrusted("""
        {
          "type": "object",
          "additionalProperties": false,
          "properties": {
            "execute": { "description": "the script that does the work: a file of the package, or its text", "oneOf": [
              { "type": "string", "minLength": 1 },
              { "type": "object", "required": ["run"], "additionalProperties": false, "properties": { "run": { "type": "string" } } } ] },
            "run": { "type": "string", "description": "the text of the script that does the work, in place of execute" },
            "args": { "type": "array", "description": "arguments of every script of the task; what is not text is passed as compact JSON", "items": {} },
            "shell": { "description": "the interpreter and its options, in place of the script's #! line", "oneOf": [
              { "type": "string", "minLength": 1 },
              { "type": "array", "minItems": 1, "items": { "type": "string" } } ] },
            "env": { "type": "object", "description": "variables of every script; what is not text becomes compact JSON, null unsets", "additionalProperties": true },
            "inheritEnv": { "type": "array", "description": "names of further variables taken over from the runner", "items": { "type": "string" } },
            "rollback": { "description": "undoes execute; safe to repeat", "oneOf": [
              { "type": "string", "minLength": 1 },
              { "type": "object", "required": ["run"], "additionalProperties": false, "properties": { "run": { "type": "string" } } } ] },
            "probe": { "description": "only looks: 0 done (writes the outputs), 3 provably not done, else cannot tell", "oneOf": [
              { "type": "string", "minLength": 1 },
              { "type": "object", "required": ["run"], "additionalProperties": false, "properties": { "run": { "type": "string" } } } ] },
            "uninstall": { "description": "removes what the task made; safe to repeat", "oneOf": [
              { "type": "string", "minLength": 1 },
              { "type": "object", "required": ["run"], "additionalProperties": false, "properties": { "run": { "type": "string" } } } ] },
            "status": { "description": "prints how the service is: ready, degraded, unavailable, missing or unknown", "oneOf": [
              { "type": "string", "minLength": 1 },
              { "type": "object", "required": ["run"], "additionalProperties": false, "properties": { "run": { "type": "string" } } } ] }
          }
        }
        """u8);
}
