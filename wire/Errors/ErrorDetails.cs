using System.Collections.Frozen;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace Candor.Wire.Errors;

/// <summary>Failed calls on the wire: the gRPC status, and <c>google.rpc.Status</c> with its details in the trailer
/// that every gRPC implementation reads.</summary>
public static class ErrorDetails
{
    /// <summary>The trailer of the details.</summary>
    public const string Trailer = "grpc-status-details-bin";

    private const string Domain = "candor.v1";

    // Trailers travel in one HTTP/2 header block, which clients bound (8 KiB by default in many). A definition of
    // 10,000 companies can be wrong in as many places; the first ones are enough to go on with.
    private const int MaxDetailsBytes = 4096;
    private const int MaxMessageChars = 1024;

    /// <summary>Makes the exception that gRPC sends.</summary>
    /// <param name="reason">The reason, which fixes the status.</param>
    /// <param name="message">What was wrong, with the value that broke the rule, and what was expected.</param>
    /// <param name="resource">The market's or participant's name that was asked for; null where there is none.</param>
    /// <param name="violations">Every wrong field, where fields were wrong.</param>
    /// <param name="trace">The id under which the server logged a fault of its own; null where there is none.</param>
    /// <param name="receipt">Where the sender's last message is, for <see cref="V1.ErrorReason.PredecessorMismatch"/>; null
    /// where there is none.</param>
    /// <returns>The exception with status and trailer.</returns>
    public static RpcException ToException(
        V1.ErrorReason reason,
        string message,
        string? resource = null,
        IReadOnlyList<FieldViolation>? violations = null,
        string? trace = null,
        V1.Receipt? receipt = null)
    {
        ArgumentNullException.ThrowIfNull(message);
        string bounded = message.Length <= MaxMessageChars
            ? message
            : string.Concat(message.AsSpan(0, MaxMessageChars), "…");
        var info = new ErrorInfo { Reason = Reasons.NameOf(reason), Domain = Domain };
        AddResource(info, resource);
        if (trace is not null)
        {
            info.Metadata.Add("trace", trace);
        }

        var details = new Google.Rpc.Status
        {
            Code = (int)Reasons.StatusOf(reason),
            Message = bounded,
            Details = { Any.Pack(info) },
        };
        if (violations is { Count: > 0 })
        {
            details.Details.Add(Any.Pack(Bounded(violations)));
        }

        if (receipt is not null)
        {
            details.Details.Add(Any.Pack(receipt));
        }

        return details.ToRpcException();
    }

    /// <summary>Reads a failed call, whoever failed it. A reply that a proxy has garbled is still a failed call: what
    /// does not decode is left out, never thrown.</summary>
    /// <param name="failed">What gRPC threw.</param>
    /// <returns>What it says.</returns>
    public static CallFailure Read(RpcException failed)
    {
        ArgumentNullException.ThrowIfNull(failed);
        Google.Rpc.Status? details = failed.Trailers.GetRpcStatus(ignoreParseError: true);
        ErrorInfo? info = Find<ErrorInfo>(details);
        BadRequest? fields = Find<BadRequest>(details);
        bool isOurs = info is { Domain: Domain, Reason.Length: > 0 };
        return new CallFailure(
            isOurs ? info!.Reason : Reasons.NameOf(failed.StatusCode),
            isOurs ? Reasons.Find(info!.Reason) : V1.ErrorReason.Unspecified,
            failed.StatusCode,
            failed.Status.Detail,
            [.. (fields?.FieldViolations ?? []).Select(static v => new FieldViolation(v.Field, v.Description))],
            info?.Metadata.ToFrozenDictionary() ?? FrozenDictionary<string, string>.Empty,
            Find<V1.Receipt>(details));
    }

    private static T? Find<T>(Google.Rpc.Status? status)
        where T : class, IMessage<T>, new()
    {
        try
        {
            return status?.GetDetail<T>();
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    private static void AddResource(ErrorInfo info, string? resource)
    {
        if (resource is null)
        {
            return;
        }

        int participant = resource.IndexOf("/participants/", StringComparison.Ordinal);
        info.Metadata.Add("market", participant < 0 ? resource : resource[..participant]);
        if (participant >= 0)
        {
            info.Metadata.Add("participant", resource);
        }
    }

    private static BadRequest Bounded(IReadOnlyList<FieldViolation> violations)
    {
        var request = new BadRequest();
        int size = 0;
        foreach (FieldViolation violation in violations)
        {
            var field = new BadRequest.Types.FieldViolation
            {
                Field = violation.Field,
                Description = violation.Description,
            };
            size += field.CalculateSize();
            if (size > MaxDetailsBytes && request.FieldViolations.Count > 0)
            {
                request.FieldViolations.Add(new BadRequest.Types.FieldViolation
                {
                    Field = "",
                    Description = $"and {violations.Count - request.FieldViolations.Count} more",
                });
                break;
            }

            request.FieldViolations.Add(field);
        }

        return request;
    }
}
