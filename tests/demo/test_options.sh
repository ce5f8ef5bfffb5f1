#!/bin/sh
# The demo's command line: test_options.sh PATH_TO_FASHION_MNIST
# Every wrong call gives one line on stderr and the exit code 2; a small run prints its table and writes its report.
set -u

demo=$1
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
failures=0

fail() {
    echo "FAILED: $*" >&2
    failures=$((failures + 1))
}

# expect_error WORD ARGUMENT...: the error names WORD.
expect_error() {
    word=$1
    shift
    "$demo" "$@" >"$scratch/out" 2>"$scratch/err"
    code=$?
    [ "$code" -eq 2 ] || fail "$*: exit code $code, not 2"
    lines=$(wc -l <"$scratch/err")
    [ "$lines" -eq 1 ] || fail "$*: $lines lines on stderr, not 1"
    grep -qF -e "$word" "$scratch/err" || fail "$*: stderr does not name $word: $(cat "$scratch/err")"
}

# expect_in_output WORD
expect_in_output() {
    grep -qF -e "$1" "$scratch/out" || fail "stdout has no \"$1\""
}

expect_error --nonsense --nonsense
expect_error --nonsense --nonsense=3
expect_error images images
expect_error --epochs --epochs
expect_error --data --data
for value in 0 -1 1001 ten 3x 1.5 '' ' 3' 99999999999999999999; do
    expect_error --epochs --data synthetic --epochs "$value"
    expect_error --epochs --data synthetic "--epochs=$value"
done
for value in 0 257 many; do
    expect_error --threads --data synthetic --threads "$value"
done
for value in 0 10001 -5; do
    expect_error --batch --data synthetic --batch "$value"
done
for value in -1 18446744073709551616 one; do
    expect_error --seed --data synthetic --seed "$value"
done
for value in 0 -0.1 11 nan inf 0.1x ''; do
    expect_error --learning-rate --data synthetic --learning-rate "$value"
done
for value in tanh RELU ''; do
    expect_error --activation --data synthetic --activation "$value"
done

expect_error "$scratch/absent" --data "$scratch/absent"
mkdir "$scratch/empty"
expect_error train-images-idx3-ubyte --data "$scratch/empty"
echo text >"$scratch/file"
expect_error "$scratch/file" --data "$scratch/file"
mkdir "$scratch/text"
cp "$scratch/file" "$scratch/text/train-images-idx3-ubyte"
expect_error train-images-idx3-ubyte --data "$scratch/text"
expect_error "two?lines" --data "$(printf 'two\nlines')"

expect_error --report --data synthetic --report "$scratch/file"
expect_error --report --data synthetic --report "$scratch/file/below"
expect_error --report --data synthetic --report ''
mkdir -p "$scratch/taken/unit_activity.csv"
expect_error unit_activity.csv --data synthetic --report "$scratch/taken"
[ -s "$scratch/out" ] && fail "an unwritable report was noticed only after the start"

"$demo" --help >"$scratch/out" 2>"$scratch/err" || fail "--help: exit code $?"
[ -s "$scratch/err" ] && fail "--help writes to stderr"
expect_in_output --learning-rate

"$demo" --data synthetic --epochs 2 --threads 1 --report "$scratch/new/report" >"$scratch/out" 2>"$scratch/err" ||
    fail "synthetic: exit code $?"
[ -s "$scratch/err" ] && fail "synthetic writes to stderr"
for word in relu leaky_relu prelu elu 'epoch  2 of 2' 'test accuracy' 'dead units' 'images/s' '6000 training images' \
    '1000 test images' '1 thread' 'rectify '; do
    expect_in_output "$word"
done
[ "$(grep -c 'NOT FASHION-MNIST' "$scratch/out")" -eq 2 ] || fail "synthetic: it does not say so twice"
# Header, and a line for each of four activations in each of two epochs; header, and four times 512 units.
[ "$(wc -l <"$scratch/new/report/learning_curves.csv")" -eq 9 ] || fail "learning_curves.csv has not 9 lines"
[ "$(wc -l <"$scratch/new/report/unit_activity.csv")" -eq 2049 ] || fail "unit_activity.csv has not 2049 lines"
grep -q '</svg>' "$scratch/new/report/fashion_mnist.svg" || fail "fashion_mnist.svg is not whole"
grep -q nan "$scratch/new/report/fashion_mnist.svg" && fail "fashion_mnist.svg has a nan"

"$demo" --data synthetic --epochs 2 --threads 1 --activation relu >"$scratch/again" 2>&1 || fail "again: exit code $?"
accuracy() {
    awk '$1 == "relu" && $2 ~ /^0\./ { print $2, $3 }' "$1"
}
[ -n "$(accuracy "$scratch/out")" ] || fail "the table has no line for relu"
[ "$(accuracy "$scratch/out")" = "$(accuracy "$scratch/again")" ] || fail "the same seed gives another result"

# A learning rate that makes the weights overflow is no reason to crash.
"$demo" --data synthetic --epochs 1 --activation elu --learning-rate 10 --batch 16 --threads 1 --report "$scratch/overflow" \
    >"$scratch/out" 2>"$scratch/err" || fail "overflow: exit code $?"

[ "$failures" -eq 0 ] && echo "all passed"
[ "$failures" -eq 0 ]
