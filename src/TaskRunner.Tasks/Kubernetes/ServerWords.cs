using System.Net;
using System.Text.Json;
using TaskRunner.Values;

namespace TaskRunner.Tasks.Kubernetes;

/// <summary>What an API server answers when it refuses: a <c>Status</c> object, most of the time.</summary>
internal static class ServerWords
{
    private const HttpStatusCode Unprocessable = (HttpStatusCode)422;

    public static ClusterException Of(HttpStatusCode code, byte[] body)
    {
        var status = Read(body);
        var reason = ObjectRef.Text(status, "reason");
        var message = ObjectRef.Text(status, "message") is { Length: > 0 } said ? said : $"HTTP {(int)code}";
        var fault = code switch
        {
            HttpStatusCode.Unauthorized => ClusterFault.Unauthorized,
            HttpStatusCode.Forbidden => ClusterFault.Forbidden,
            HttpStatusCode.NotFound => ClusterFault.NotFound,
            HttpStatusCode.Conflict when reason == "AlreadyExists" => ClusterFault.AlreadyExists,
            HttpStatusCode.Conflict => ClusterFault.Conflict,
            HttpStatusCode.BadRequest or Unprocessable => ClusterFault.Invalid,
            HttpStatusCode.ServiceUnavailable => ClusterFault.Unreachable,
            HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout => ClusterFault.Lost,
            _ => ClusterFault.Other,
        };
        return new ClusterException(fault, message) { IsWithOurselves = fault == ClusterFault.Conflict && IsWithOurselves(status) };
    }

    /// <summary>To the server an apply and an update of one manager are two owners.</summary>
    private static bool IsWithOurselves(MapValue status) =>
        (status["details"] as MapValue)?["causes"] is ListValue { Items.IsEmpty: false } causes && causes.Items.OfType<MapValue>().All(c =>
            ObjectRef.Text(c, "message").StartsWith($"conflict with \"{Cluster.FieldManager}\"", StringComparison.Ordinal));

    private static MapValue Read(byte[] body)
    {
        try
        {
            return body.Length == 0 ? MapValue.Empty : JsonReader.ReadTrusted(body) as MapValue ?? MapValue.Empty;
        }
        catch (JsonException)
        {
            return MapValue.Empty; // a proxy's page, not the server's words; its code says enough
        }
    }
}
