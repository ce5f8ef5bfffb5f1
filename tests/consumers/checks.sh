# What the scripts here share. They set `work` to a folder of their own.

export CMAKE_EXPORT_COMPILE_COMMANDS=ON
unset CMAKE_BUILD_TYPE # its flags would be taken for rectify's
passed=0
failed=0

# check <name> <command...>
check() {
    local name=$1
    shift
    if "$@" >"$work/log" 2>&1; then
        passed=$((passed + 1))
        echo "passed: $name"
    else
        failed=$((failed + 1))
        echo "FAILED: $name: $*"
        tail -n 40 "$work/log" | sed 's/^/    /'
    fi
}

refused() { # the command fails, and says so in these words: refused <words> <command...>
    local words=$1
    shift
    local said
    if said=$("$@" 2>&1); then
        echo "accepted: $*"
        return 1
    fi
    echo "$said"
    [[ $said == *"$words"* ]]
}

no_file_holds() { # no_file_holds <folder> <text...>
    local folder=$1 text
    shift
    [ -n "$(find "$folder" -type f)" ] || return 1
    for text in "$@"; do
        if grep -rF -- "$text" "$folder"; then
            return 1
        fi
    done
}

all_passed() {
    echo "$passed passed, $failed failed"
    [ "$failed" -eq 0 ]
}
