using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Regen.Benchmarks.LanguageModels;

/// <summary>Takes one request and keeps its body.</summary>
internal sealed class Recorder : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);

    public Recorder() => listener.Start();

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public void Dispose() => listener.Dispose();

    public string Body()
    {
        using var client = listener.AcceptTcpClient();
        using var stream = client.GetStream();
        var (buffer, text) = (new byte[65536], "");
        while (true)
        {
            text += Encoding.UTF8.GetString(buffer, 0, stream.Read(buffer));
            if (text.Split("\r\n\r\n", 2) is [var head, { Length: > 0 } body] && body.EndsWith('}'))
            {
                Console.Error.WriteLine(head);
                return body;
            }
        }
    }
}
