namespace TaskRunner.ClusterTests;

/// <summary>Charts of the tests, written into a folder of their own.</summary>
internal static class Charts
{
    /// <summary>A deployment with a service: values <c>replicas</c>, <c>behaviour</c> (of the pods), <c>delayMs</c>, <c>note</c> and <c>second</c>, a deployment that is new.</summary>
    public static string Web(string version = "1.0.0", string appVersion = "7.1") => Write("web", $$"""
        apiVersion: v2
        name: web
        version: {{version}}
        appVersion: "{{appVersion}}"
        """, """
        replicas: 2
        behaviour: ready
        delayMs: 0
        note: hello
        second: false
        """, """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: {{ .Release.Name }}}
        data: {note: {{ .Values.note | quote }}}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: {{ .Release.Name }}}
        spec: {selector: {app: {{ .Release.Name }}}, ports: [{port: 80}]}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: {{ .Release.Name }}}
        spec:
          replicas: {{ .Values.replicas }}
          selector: {matchLabels: {app: {{ .Release.Name }}}}
          template:
            metadata:
              labels: {app: {{ .Release.Name }}}
              annotations: {fake-kubelet/behaviour: {{ .Values.behaviour | quote }}, fake-kubelet/delay-ms: {{ .Values.delayMs | quote }}}
            spec: {containers: [{name: web, image: "example/web:{{ .Chart.AppVersion }}"}]}
        {{- if .Values.second }}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: {{ .Release.Name }}-second}
        spec:
          replicas: 1
          selector: {matchLabels: {app: {{ .Release.Name }}-second}}
          template:
            metadata:
              labels: {app: {{ .Release.Name }}-second}
              annotations: {fake-kubelet/behaviour: {{ .Values.behaviour | quote }}}
            spec: {containers: [{name: web, image: example/second}]}
        {{- end }}
        """);

    /// <returns>The folder of the chart, alone in a folder of its own.</returns>
    public static string Write(string name, string chart, string values, string templates)
    {
        var folder = Path.Combine(Directory.CreateTempSubdirectory("taskrunner-chart-").FullName, name);
        Directory.CreateDirectory(Path.Combine(folder, "templates"));
        File.WriteAllText(Path.Combine(folder, "Chart.yaml"), chart);
        File.WriteAllText(Path.Combine(folder, "values.yaml"), values);
        File.WriteAllText(Path.Combine(folder, "templates", "all.yaml"), templates);
        return folder;
    }
}
