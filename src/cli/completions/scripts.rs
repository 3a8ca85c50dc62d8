//! The scripts of shells that ask `murano __complete`.

/// For bash. It replaces only what follows the last `=` or `:` of a word, at which bash breaks words.
pub(super) const BASH: &str = r#"_murano() {
    local line=${COMP_LINE:0:COMP_POINT} words=() current cut kind candidate rest
    read -ra words <<< "$line"
    [[ $line == *[[:space:]] ]] && words+=('')
    current=${words[${#words[@]}-1]}
    cut=${current%"${current##*[:=]}"}
    COMPREPLY=()
    {
        read -r kind
        while IFS=$'\t' read -r candidate rest; do
            COMPREPLY+=("${candidate#"$cut"}")
        done
    } < <("${words[0]/#\~/$HOME}" __complete -- "${words[@]:1}" 2>/dev/null)
    if [[ $kind == files ]]; then
        compopt -o filenames 2>/dev/null
    fi
    if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[=:/] ]]; then
        compopt -o nospace 2>/dev/null
    fi
}
complete -F _murano murano
"#;

/// For zsh.
pub(super) const ZSH: &str = r#"#compdef murano
_murano() {
    local -a lines values described
    local line
    lines=("${(@f)$("${words[1]/#\~/$HOME}" __complete -- "${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
    if [[ $lines[1] == files ]]; then
        compadd -f -- "${(@)lines[2,-1]}"
        return
    fi
    for line in "${(@)lines[2,-1]}"; do
        [[ -z $line ]] && continue
        values+=("${line%%$'\t'*}")
        described+=("${line/$'\t'/  -- }")
    done
    if [[ ${#values} -eq 1 && $values[1] == *[=:] ]]; then
        compadd -S '' -- "${(@)values}"
    else
        compadd -l -d described -- "${(@)values}"
    fi
}
if [[ $funcstack[1] == _murano ]]; then
    _murano "$@"
else
    compdef _murano murano
fi
"#;

/// For fish.
pub(super) const FISH: &str = r#"function __murano_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    $words[1] __complete -- $words[2..-1] "$current" 2>/dev/null | tail -n +2
end
complete -c murano -f -a '(__murano_complete)'
"#;
