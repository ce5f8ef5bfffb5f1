// Each version's own code runs: the second differs in relu's derivative at 0.

float first_version(float);
float second_version(float);

int main()
{
    return first_version(0.0f) == 0.0f && second_version(0.0f) == 1.0f ? 0 : 1;
}
