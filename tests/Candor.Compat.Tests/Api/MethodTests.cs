using System.Buffers;
using Grpc.Core;

namespace Candor.Compat.Tests.Api;

public sealed class MethodTests
{
    [Fact]
    public void Method_FullName_IsThePathOnTheWire()
    {
        Method<string, string> method = new(
            MethodType.ServerStreaming, "candor.v1.Markets", "Watch",
            Marshallers.StringMarshaller, Marshallers.StringMarshaller);

        Assert.Equal("/candor.v1.Markets/Watch", method.FullName);
        Assert.Equal("candor.v1.Markets", method.ServiceName);
        Assert.Equal("Watch", method.Name);
        Assert.Equal(MethodType.ServerStreaming, method.Type);
    }

    [Fact]
    public void Method_Null_IsRefused()
    {
        Marshaller<string> text = Marshallers.StringMarshaller;
        const MethodType Unary = MethodType.Unary;

        Assert.Throws<ArgumentNullException>(() => new Method<string, string>(Unary, null!, "n", text, text));
        Assert.Throws<ArgumentNullException>(() => new Method<string, string>(Unary, "s", null!, text, text));
        Assert.Throws<ArgumentNullException>(() => new Method<string, string>(Unary, "s", "n", null!, text));
        Assert.Throws<ArgumentNullException>(() => new Method<string, string>(Unary, "s", "n", text, null!));
    }

    [Fact]
    public void Marshaller_OverArrays_AlsoWorksOverContexts()
    {
        Marshaller<string> marshaller = Marshallers.StringMarshaller;
        ArrayContext context = new();

        marshaller.ContextualSerializer("grüezi", context);
        string back = marshaller.ContextualDeserializer(new ArrayPayload(context.Payload!));

        Assert.Equal("grüezi", back);
        Assert.Equal("grüezi", marshaller.Deserializer(marshaller.Serializer("grüezi")));
    }

    [Fact]
    public void Marshaller_OverContexts_HasNoArrayForm()
    {
        Marshaller<string> marshaller = Marshallers.Create<string>((_, context) => context.Complete(), _ => "a");

        Assert.Throws<NotSupportedException>(() => marshaller.Serializer("a"));
        Assert.Throws<NotSupportedException>(() => marshaller.Deserializer([]));
        Assert.Equal("a", marshaller.ContextualDeserializer(new ArrayPayload([])));
    }

    [Fact]
    public void Marshaller_Null_IsRefused()
    {
        Assert.Throws<ArgumentNullException>(() => Marshallers.Create<string>(null!, (byte[] _) => "a"));
        Assert.Throws<ArgumentNullException>(() => Marshallers.Create<string>(_ => [], (Func<byte[], string>)null!));
        Assert.Throws<ArgumentNullException>(
            () => Marshallers.Create<string>(null!, (DeserializationContext _) => "a"));
        Assert.Throws<ArgumentNullException>(
            () => Marshallers.Create<string>((_, _) => { }, (Func<DeserializationContext, string>)null!));
    }

    [Fact]
    public void Context_MemberNotOffered_SaysWhich()
    {
        SerializationContext writing = new BareContext();
        DeserializationContext reading = new BarePayload();

        writing.SetPayloadLength(3);
        Assert.Contains(
            "BareContext does not offer Complete",
            Assert.Throws<NotSupportedException>(writing.Complete).Message,
            StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(() => writing.Complete([1]));
        Assert.Throws<NotSupportedException>(() => writing.GetBufferWriter());
        Assert.Throws<NotSupportedException>(() => reading.PayloadAsNewBuffer());
        Assert.Contains(
            "BarePayload does not offer PayloadAsReadOnlySequence",
            Assert.Throws<NotSupportedException>(() => reading.PayloadAsReadOnlySequence()).Message,
            StringComparison.Ordinal);
    }

    private sealed class BareContext : SerializationContext;

    private sealed class BarePayload : DeserializationContext
    {
        public override int PayloadLength => 0;
    }

    private sealed class ArrayContext : SerializationContext
    {
        public byte[]? Payload { get; private set; }

        public override void Complete(byte[] payload) => Payload = payload;
    }

    private sealed class ArrayPayload(byte[] payload) : DeserializationContext
    {
        public override int PayloadLength => payload.Length;

        public override byte[] PayloadAsNewBuffer() => payload;

        public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => new(payload);
    }
}
