namespace SessionPersistence.Documents;

/// <summary>The open containers of a JSON text, one bit each, so that a hostile depth costs bits and never the thread's
/// stack.</summary>
/// <remarks>The first 64 levels lie in the struct itself: ordinary texts allocate nothing.</remarks>
internal struct ContainerStack
{
    private const int BitsPerWord = 64;

    private ulong _firstWord;
    private ulong[]? _words;

    public int Count { get; private set; }

    public readonly bool IsObject
    {
        get
        {
            var (word, bit) = Math.DivRem(Count - 1, BitsPerWord);
            return ((word == 0 ? _firstWord : _words![word]) >> bit & 1) != 0;
        }
    }

    public void Push(bool isObject)
    {
        var (word, bit) = Math.DivRem(Count++, BitsPerWord);
        ref var target = ref _firstWord;
        if (word > 0)
        {
            if (word >= (_words?.Length ?? 0)) Array.Resize(ref _words, word * 2);
            target = ref _words![word];
        }

        target = (target & ~(1UL << bit)) | ((isObject ? 1UL : 0) << bit);
    }

    public void Pop() => Count--;

    public void Clear() => Count = 0;
}
