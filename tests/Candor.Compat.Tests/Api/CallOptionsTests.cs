using Grpc.Core;

namespace Candor.Compat.Tests.Api;

public sealed class CallOptionsTests
{
    private static readonly Metadata Headers = [];
    private static readonly DateTime Deadline = new(2030, 1, 2, 3, 4, 5, DateTimeKind.Utc);
    private static readonly WriteOptions Write = new(WriteFlags.BufferHint);
    private static readonly CallCredentials Credentials = CallCredentials.FromInterceptor((_, _) => Task.CompletedTask);

    [Fact]
    public void Default_Everything_IsUnset()
    {
        CallOptions options = default;

        Assert.Null(options.Headers);
        Assert.Null(options.Deadline);
        Assert.Equal(CancellationToken.None, options.CancellationToken);
        Assert.Null(options.WriteOptions);
        Assert.Null(options.PropagationToken);
        Assert.Null(options.Credentials);
        Assert.False(options.IsWaitForReady);
    }

    [Fact]
    public void With_EachMember_ChangesItAndKeepsTheOthers()
    {
        using CancellationTokenSource source = new();
        CallOptions none = default;

        CallOptions all = none
            .WithHeaders(Headers)
            .WithDeadline(Deadline)
            .WithCancellationToken(source.Token)
            .WithWriteOptions(Write)
            .WithCredentials(Credentials)
            .WithWaitForReady();

        Assert.Same(Headers, all.Headers);
        Assert.Equal(Deadline, all.Deadline);
        Assert.Equal(source.Token, all.CancellationToken);
        Assert.Same(Write, all.WriteOptions);
        Assert.Same(Credentials, all.Credentials);
        Assert.True(all.IsWaitForReady);
        Assert.False(all.WithWaitForReady(false).IsWaitForReady);
        Assert.Same(Headers, all.WithWaitForReady(false).Headers);
        Assert.Null(none.Headers);
    }

    [Fact]
    public void Constructor_EachArgument_IsItsMember()
    {
        using CancellationTokenSource source = new();

        CallOptions options = new(Headers, Deadline, source.Token, Write, null, Credentials);

        Assert.Same(Headers, options.Headers);
        Assert.Equal(Deadline, options.Deadline);
        Assert.Equal(source.Token, options.CancellationToken);
        Assert.Same(Write, options.WriteOptions);
        Assert.Null(options.PropagationToken);
        Assert.Same(Credentials, options.Credentials);
        Assert.False(options.IsWaitForReady);
    }

    [Fact]
    public void WriteOptions_Default_HasNoFlag()
    {
        Assert.Equal(default, WriteOptions.Default.Flags);
        Assert.Equal(WriteFlags.BufferHint, Write.Flags);
        Assert.Equal((1, 2), ((int)WriteFlags.BufferHint, (int)WriteFlags.NoCompress));
    }

    [Fact]
    public void ContextPropagationOptions_Default_TakesBoth()
    {
        ContextPropagationOptions none = new(propagateDeadline: false, propagateCancellation: false);

        Assert.True(ContextPropagationOptions.Default.IsPropagateDeadline);
        Assert.True(ContextPropagationOptions.Default.IsPropagateCancellation);
        Assert.False(none.IsPropagateDeadline);
        Assert.False(none.IsPropagateCancellation);
    }
}
