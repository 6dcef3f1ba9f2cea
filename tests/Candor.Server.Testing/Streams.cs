using Grpc.Core;

namespace Candor.Server.Testing;

public static class Streams
{
    /// <summary>Reads a stream that ends by itself.</summary>
    public static async Task<List<T>> ToListAsync<T>(this AsyncServerStreamingCall<T> call)
    {
        using (call)
        {
            var all = new List<T>();
            while (await call.ResponseStream.MoveNext(default).WithPatience())
            {
                all.Add(call.ResponseStream.Current);
            }

            return all;
        }
    }

    /// <summary>Reads the next few messages of a stream.</summary>
    public static async Task<List<T>> TakeAsync<T>(this AsyncServerStreamingCall<T> call, int count)
    {
        var some = new List<T>();
        while (some.Count < count)
        {
            Assert.True(await call.ResponseStream.MoveNext(default).WithPatience());
            some.Add(call.ResponseStream.Current);
        }

        return some;
    }
}
