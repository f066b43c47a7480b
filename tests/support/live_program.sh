#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Legenda authors
# SPDX-License-Identifier: GPL-3.0-or-later
# A program of the protocol of core/live/live_model.h for tests: live_program.sh MODE [FILE]. It answers well, or goes
# wrong in the way that MODE names; align:MODE does so for alignments alone. FILE gets its process id and that of a child
# of it.
mode=${1#align:}
if [ -n "$2" ]; then
    sleep 1000 &
    echo "$$ $!" >"$2.part" && mv "$2.part" "$2"
fi
case $mode in
    dies-first) echo "the weights are missing" >&2; exit 3 ;;
    never-ready) exec sleep 1000 ;;
    not-ready) echo "Loading model"; exec sleep 1000 ;;
    no-name) echo '{"ready":true,"tasks":["caption"]}'; exec sleep 1000 ;;
    no-tasks) echo '{"ready":true,"name":"parrot"}'; exec sleep 1000 ;;
    starts-slowly) sleep 0.5 ;;
    deaf*) trap "" TERM ;;
esac
tasks='"caption","ground","align"'
[ "$mode" = captions-only ] && tasks='"caption"'
[ "$mode" = grounds ] && tasks='"caption","ground"'
echo "{\"ready\":true,\"name\":\"parrot\",\"tasks\":[$tasks],\"version\":7}"

before=
while read -r line; do
    id=$(printf '%s\n' "$line" | sed 's/.*"id":\([0-9]*\).*/\1/')
    case $line in
        *'"task":"ground"'*) body='"boxes":[{"phrase":0,"box":[1,2,3,4],"score":0.2},{"phrase":0,"box":[5,6,7,8],"score":0.9}]' ;;
        *'"task":"align"'*) # word t and box r: 10 t + r
            boxes=$(printf '%s' "$line" | sed 's/.*"boxes":\[//; s/\]\].*//' | tr -cd '[' | wc -c)
            words=$(printf '%s\n' "$line" | sed 's/.*"words":\[//; s/\].*//; s/","/\n/g' | wc -l)
            body=$(awk -v words="$words" -v boxes="$boxes" 'BEGIN {
                for (t = 0; t < words; ++t)
                    for (r = 0; r < boxes; ++r)
                        rows = rows (r ? "," : t ? "],[" : "") 10 * t + r
                printf "\"scores\":[[%s]]", rows
            }') ;;
        *) body='"captions":[{"text":"a dog\tdies","log_prob":-1.5,"more":1},{"text":"two dogs"},{"text":"a cat"}],"took":3' ;;
    esac
    good="{\"id\":$id,$body}"
    now=$mode
    case $1$line in
        align:*'"task":"align"'*) ;;
        align:*) now=good ;;
    esac
    case $now in
        never | deaf-never) ;;
        slow) sleep 0.5; printf '%s\n' "$good" ;;
        late) # after the next request, in the wrong order
            if [ -n "$before" ]; then printf '%s\n' "$good"; printf '%s\n' "$before"; fi
            before=$good ;;
        twice) printf '%s\n' "$good"; printf '%s\n' "$good" ;;
        wrong-id) printf '%s\n' "{\"id\":77,$body}" ;;
        no-id) printf '%s\n' "{$body}" ;;
        rubbish) echo "Traceback (most recent call last)" ;;
        half) printf '{"id":' ;;
        half-dies) printf '{"id":'; exit 0 ;;
        huge) head -c 100000000 /dev/zero | tr '\0' x; echo ;;
        not-utf8) printf '{"id":%s,"captions":[{"text":"\377"}]}\n' "$id" ;;
        nan) echo "{\"id\":$id,\"captions\":[{\"text\":\"a\",\"log_prob\":NaN}]}" ;;
        infinite) echo "{\"id\":$id,\"captions\":[{\"text\":\"a\",\"log_prob\":1e999}]}" ;;
        no-captions) echo "{\"id\":$id,\"captions\":[]}" ;;
        no-text) echo "{\"id\":$id,\"captions\":[{}]}" ;;
        word) echo "{\"id\":$id,\"captions\":[{\"text\":\"a\",\"log_prob\":\"low\"}]}" ;;
        no-area) echo "{\"id\":$id,\"boxes\":[{\"phrase\":0,\"box\":[1,2,0,4]}]}" ;;
        phrase) echo "{\"id\":$id,\"boxes\":[{\"phrase\":2,\"box\":[1,2,3,4]}]}" ;;
        few-rows) echo "{\"id\":$id,\"scores\":[[1,2]]}" ;;
        refuses) echo "{\"id\":$id,\"error\":\"too dark\"}" ;;
        refuses-once) if [ -z "$before" ]; then before=1; echo "{\"id\":$id,\"error\":\"too dark\"}"; else printf '%s\n' "$good"; fi ;;
        dies) echo "out of memory" >&2; exit 4 ;;
        crashes) kill -SEGV $$ ;;
        closes) exec 1>&-; exec sleep 1000 ;;
        noisy) head -c 3000000 /dev/zero | tr '\0' 'n' >&2; echo >&2; echo "last" >&2; printf '%s\n' "$good" ;;
        blank) echo; echo "  "; printf '%s\n' "$good" ;;
        request) echo "{\"id\":$id,\"captions\":[{\"text\":\"$(printf '%s' "$line" | sed 's/"/'"'"'/g')\"}]}" ;;
        crop) file=$(printf '%s\n' "$line" | sed 's/.*"crop":"\([^"]*\)".*/\1/')
            echo "{\"id\":$id,\"captions\":[{\"text\":\"$(head -c 3 "$file" | od -An -tx1 | tr -d ' ') $file\"}]}" ;;
        *) printf '%s\n' "$good" ;;
    esac
done
case $mode in deaf*) exec sleep 1000 ;; esac
