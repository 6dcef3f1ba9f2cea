namespace Grpc.Core;

/// <summary>
/// The context of a server call, to be handed to the calls that its handler makes. Only a transport can create one; the
/// official ASP.NET Core server offers the same through its client factory instead.
/// </summary>
public abstract class ContextPropagationToken
{
    internal ContextPropagationToken()
    {
    }
}
