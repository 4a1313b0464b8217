using System.Buffers.Binary;
using System.Net.Sockets;
using TaskRunner.Tasks.Processes;

namespace TaskRunner.Tasks.Supervision;

/// <summary>
/// A connection over the run folder's socket: each message is its length (4 bytes, little endian) and its bytes. Sending is for
/// any thread; receiving for one.
/// </summary>
internal sealed class Line(Socket socket) : IDisposable
{
    private const int LargestMessage = 64 << 20;
    private const string SocketName = "socket";

    private readonly NetworkStream _stream = new(socket, ownsSocket: true);
    private readonly Lock _sending = new();

    /// <summary>Waits for runners. The caller holds the folder's lock, so that a socket that is there is nobody's.</summary>
    public static Socket Listen(RunFolder folder)
    {
        File.Delete(Path.Combine(folder.Path, SocketName));
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        ThroughDescriptor(folder, socket.Bind);
        socket.Listen();
        return socket;
    }

    /// <returns>Null when nobody listens.</returns>
    public static Line? Connect(RunFolder folder)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            ThroughDescriptor(folder, socket.Connect);
            return new Line(socket);
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }

    /// <returns>False when the other end is gone.</returns>
    public bool Send(Parcel parcel)
    {
        var body = parcel.ToBytes();
        var bytes = new byte[sizeof(int) + body.Length];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, body.Length);
        body.CopyTo(bytes, sizeof(int));
        try
        {
            lock (_sending)
            {
                _stream.Write(bytes);
            }

            return true;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <returns>Null when the other end is gone.</returns>
    public async ValueTask<Parcel?> ReceiveAsync(CancellationToken cancellationToken)
    {
        var head = new byte[sizeof(int)];
        try
        {
            await _stream.ReadExactlyAsync(head, cancellationToken);
            var length = BinaryPrimitives.ReadInt32LittleEndian(head);
            if (length is < 1 or > LargestMessage)
            {
                return null;
            }

            var bytes = new byte[length];
            await _stream.ReadExactlyAsync(bytes, cancellationToken);
            return Parcel.FromBytes(bytes);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            return null;
        }
    }

    public void Dispose() => _stream.Dispose();

    /// <summary>The path of a socket has at most 107 bytes; through a descriptor of its folder it is always short.</summary>
    private static void ThroughDescriptor(RunFolder folder, Action<UnixDomainSocketEndPoint> use)
    {
        var descriptor = Libc.Open(folder.Path, Libc.OpenCloseOnExec, 0);
        if (descriptor < 0)
        {
            throw new SocketException((int)SocketError.AddressNotAvailable);
        }

        try
        {
            use(new UnixDomainSocketEndPoint($"/proc/self/fd/{descriptor}/{SocketName}"));
        }
        finally
        {
            _ = Libc.Close(descriptor);
        }
    }
}
