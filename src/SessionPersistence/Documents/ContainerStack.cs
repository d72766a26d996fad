using System.Collections;

namespace SessionPersistence.Documents;

/// <summary>The open containers of a JSON text, one bit each, so that a hostile depth costs bits and never the thread's stack.</summary>
internal sealed class ContainerStack
{
    private readonly BitArray _isObject = new(64);

    public int Count { get; private set; }

    public bool IsObject => _isObject[Count - 1];

    public void Push(bool isObject)
    {
        if (Count == _isObject.Length) _isObject.Length *= 2;
        _isObject[Count++] = isObject;
    }

    public void Pop() => Count--;
}
