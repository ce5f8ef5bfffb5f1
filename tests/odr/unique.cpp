// What check_unique.py must find: a variable that g++ makes STB_GNU_UNIQUE.

namespace rectify {

inline int counted()
{
    static int calls = 0;
    return ++calls;
}

} // namespace rectify

int count_a_call()
{
    return rectify::counted();
}
