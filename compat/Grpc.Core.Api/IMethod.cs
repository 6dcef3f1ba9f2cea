namespace Grpc.Core;

/// <summary>What a method is called and of which kind it is, whatever its message types.</summary>
public interface IMethod
{
    /// <summary>The kind of call.</summary>
    MethodType Type { get; }

    /// <summary>The full name of the service, such as <c>package.Service</c>.</summary>
    string ServiceName { get; }

    /// <summary>The name of the method within its service.</summary>
    string Name { get; }

    /// <summary>The request path on the wire: <c>/package.Service/Method</c>.</summary>
    string FullName { get; }
}
