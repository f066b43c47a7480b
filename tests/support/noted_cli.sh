#!/usr/bin/env bash
# In place of legenda-cli, for packaging/reproduce: notes each call in $CALLS, and writes what the script waits for. The
# training with the tag $STOP is stopped, and can be resumed from then on. Checkpoints are copies of $WEIGHTS.
set -euo pipefail
echo "$*" >>"$CALLS"
out='' tag='' before=''
for argument in "$@"; do
    case $before in
        --out | --pixels) out=$argument ;;
        --tag) tag=$argument ;;
    esac
    before=$argument
done
while [[ $1 = --* ]]; do
    [ "$1" != --device ] || shift
    shift
done
case $1 in
    import) mkdir -p "$2" ;;
    runs)
        if [ -e "$CALLS.stopped" ]; then
            echo "{\"runs\": [{\"id\": \"run-1\", \"state\": \"stopped\", \"resumable\": true, \"tags\": [\"$(cat "$CALLS.stopped")\"]}]}"
        else
            echo '{"runs": []}'
        fi ;;
    train)
        if [ -n "$tag" ] && [ "$tag" = "${STOP:-}" ]; then
            echo "$tag" >"$CALLS.stopped"
            exit 5
        fi
        cp "$WEIGHTS" "$out" ;;
    features)
        [ -z "$out" ] || echo pixels >"$out"
        echo '{"recipe": "0123456789abcdef", "file": "none.lgf"}' ;;
    evaluate)
        echo '{"evaluation": 1, "figure": 2.5, "model": {"CIDEr": 0.25},
               "image_annotation": {"r1": 12.5}, "image_search": {"r1": 7.5}}' ;;
esac
