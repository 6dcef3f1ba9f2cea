namespace Grpc.Core;

/// <summary>
/// Put by generated code on a service's base class: tells a server how the service binds its methods.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public class BindServiceMethodAttribute : Attribute
{
    /// <summary>Names the method that binds.</summary>
    /// <param name="bindType">The type that has the static method.</param>
    /// <param name="bindMethodName">
    /// The name of the method, which takes a <see cref="ServiceBinderBase"/> and the service, or null in its place.
    /// </param>
    public BindServiceMethodAttribute(Type bindType, string bindMethodName)
    {
        BindType = bindType;
        BindMethodName = bindMethodName;
    }

    /// <summary>The type that has the static method.</summary>
    public Type BindType { get; }

    /// <summary>The name of the method.</summary>
    public string BindMethodName { get; }
}
