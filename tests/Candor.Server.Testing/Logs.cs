using Microsoft.Extensions.Logging.Testing;

namespace Candor.Server.Testing;

public static class Logs
{
    /// <summary>Waits until lines of an event's number were written, however long before.</summary>
    public static Task WhenWrittenAsync(this FakeLogCollector log, int id, int count = 1) =>
        WaitAsync(log, id, count).WithPatience();

    private static async Task WaitAsync(FakeLogCollector log, int id, int count)
    {
        await foreach (FakeLogRecord record in log.GetLogsAsync(default))
        {
            if (record.Id.Id == id && --count == 0)
            {
                return;
            }
        }
    }
}
