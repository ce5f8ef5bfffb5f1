// The exit code says whether the results are right.

bool calls_are_right();

int main()
{
    return calls_are_right() ? 0 : 1;
}
