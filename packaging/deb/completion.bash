# Completion of legenda-cli in bash: commands and options as its --help lists them, else files.
_legenda_cli() {
    local current=${COMP_WORDS[COMP_CWORD]} command="" word words
    for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
        [[ $word == -* ]] || { command=$word; break; }
    done
    if [[ $current == -* ]]; then
        words=$(legenda-cli $command --help 2>/dev/null | grep -oE -- '(^| |,)--[a-z][a-z-]*' | tr -d ' ,')
    elif [[ -z $command ]]; then
        words=$(legenda-cli --help 2>/dev/null | awk '/^Subcommands:/ {inside = 1; next} inside && NF {print $1}')
    fi
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current"; [[ $current == -* || -z $command ]] || compgen -f -- "$current")
}
complete -o filenames -F _legenda_cli legenda-cli
