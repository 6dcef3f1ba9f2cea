using System.Diagnostics;
using System.Runtime.CompilerServices;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Candor.Client.Internal;

/// <summary>Makes calls that outlive an unavailable server: unary ones by trying again with the same request, streams
/// by reopening after the last message seen.</summary>
internal sealed class CallRunner(CandorClientOptions options, Uri address)
{
    private readonly Backoff _backoff = Backoff.Of(options);
    private readonly ILogger _logger = ClientLog.Of(options);

    /// <summary>Where the calls go.</summary>
    internal Uri Address => address;

    /// <summary>The same for a validator's calls.</summary>
    /// <param name="validator">Its address as the market definition has it; empty is the market's own server.</param>
    internal CallRunner To(string validator) =>
        validator.Length == 0 ? this : new CallRunner(options, new Uri(validator));

    /// <summary>Makes a unary call.</summary>
    /// <param name="call">Starts one attempt.</param>
    /// <param name="method">The call's name, such as <c>JoinMarket</c>.</param>
    /// <param name="requestId">The logical call's id; null for a call that changes nothing.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="CandorException">The server rejected the call, or stayed unavailable.</exception>
    /// <exception cref="UnverifiedAnswerException">The answer holds a time that no calendar has.</exception>
    internal async Task<T> InvokeAsync<T>(
        Func<CallOptions, AsyncUnaryCall<T>> call,
        string method,
        string? requestId,
        CancellationToken cancellationToken)
    {
        using Activity? activity = Telemetry.Source.StartActivity(method, ActivityKind.Client);
        activity?.SetTag("rpc.system", "grpc").SetTag("rpc.method", method).SetTag("candor.request_id", requestId);
        long start = options.TimeProvider.GetTimestamp();
        string outcome = "OK";
        try
        {
            for (int attempt = 1; ; attempt++)
            {
                try
                {
                    using AsyncUnaryCall<T> started = call(AttemptOptions(cancellationToken));
                    return AnswerTimes.Require(await started.ResponseAsync.ConfigureAwait(false), method);
                }
                catch (RpcException e) when (e.StatusCode == StatusCode.Unavailable && attempt < options.MaxAttempts)
                {
                    Telemetry.Retries.Add(1, new KeyValuePair<string, object?>("rpc.method", method));
                    activity?.AddEvent(new ActivityEvent($"retry {attempt}"));
                    _logger.CallRetried(method, attempt, options.MaxAttempts, requestId);
                    await _backoff.WaitAsync(attempt, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        catch (RpcException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            CandorException rejected = RichError.From(e, method, requestId, address, options.CallTimeout);
            outcome = rejected.Reason;
            activity?.SetStatus(ActivityStatusCode.Error, rejected.Reason);
            _logger.CallFailed(method, rejected.Reason, rejected.StatusCode, requestId);
            throw rejected;
        }
        catch (UnverifiedAnswerException e)
        {
            outcome = e.Reason;
            activity?.SetStatus(ActivityStatusCode.Error, e.Reason);
            throw;
        }
        catch (OperationCanceledException)
        {
            outcome = "CANCELLED";
            throw;
        }
        finally
        {
            Telemetry.CallDuration.Record(
                options.TimeProvider.GetElapsedTime(start).TotalSeconds,
                new KeyValuePair<string, object?>("rpc.method", method),
                new KeyValuePair<string, object?>("candor.outcome", outcome));
        }
    }

    /// <summary>Reads a stream to its final message, reopening it after every break.</summary>
    /// <param name="open">Opens the stream after a token.</param>
    /// <param name="tokenOf">A message's token.</param>
    /// <param name="isFinal">Whether a message is the stream's last. A stream that ends without one has
    /// broken.</param>
    /// <param name="method">The call's name.</param>
    /// <param name="token">Where to begin; empty for the start.</param>
    /// <param name="cancellationToken">Stops the stream.</param>
    /// <returns>Each message once.</returns>
    /// <exception cref="CandorException">The server rejected the call.</exception>
    /// <exception cref="UnverifiedAnswerException">A message holds a time that no calendar has.</exception>
    internal async IAsyncEnumerable<T> StreamAsync<T>(
        Func<string, CallOptions, AsyncServerStreamingCall<T>> open,
        Func<T, string> tokenOf,
        Func<T, bool> isFinal,
        string method,
        string token,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using Activity? activity = Telemetry.Source.StartActivity(method, ActivityKind.Client);
        activity?.SetTag("rpc.system", "grpc").SetTag("rpc.method", method);
        int failures = 0;
        while (true)
        {
            var callOptions = new CallOptions(cancellationToken: cancellationToken);
            using (AsyncServerStreamingCall<T> stream = open(token, callOptions))
            {
                while (await MoveNextAsync(stream.ResponseStream, method, cancellationToken).ConfigureAwait(false))
                {
                    T message = AnswerTimes.Require(stream.ResponseStream.Current, method);
                    if (failures > 0)
                    {
                        _logger.StreamResumed(method, failures);
                        failures = 0;
                    }

                    token = tokenOf(message);
                    yield return message;
                    if (isFinal(message))
                    {
                        yield break;
                    }
                }
            }

            failures++;
            Telemetry.Reconnects.Add(1, new KeyValuePair<string, object?>("rpc.method", method));
            activity?.AddEvent(new ActivityEvent($"reopen {failures}"));
            _logger.StreamReopened(method, failures);
            await _backoff.WaitAsync(failures, cancellationToken).ConfigureAwait(false);
        }
    }

    // False where the stream has ended or the server went away; both mean that it is to be reopened.
    private async Task<bool> MoveNextAsync<T>(
        IAsyncStreamReader<T> stream, string method, CancellationToken cancellationToken)
    {
        try
        {
            return await stream.MoveNext(cancellationToken).ConfigureAwait(false);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Unavailable)
        {
            return false;
        }
        catch (RpcException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw RichError.From(e, method, requestId: null, address);
        }
    }

    // gRPC's deadline is a point of the system's clock, whatever clock the options name: the transport measures it.
    private CallOptions AttemptOptions(CancellationToken cancellationToken) => new(
        deadline: TimeProvider.System.GetUtcNow().UtcDateTime + options.CallTimeout,
        cancellationToken: cancellationToken);
}
