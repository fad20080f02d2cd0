# Short commands for the guide, over curl. Read in with:  . docs/guide/desk.sh
# The server's address may be set before: API=http://127.0.0.1:9000/api/v1
API=${API:-http://127.0.0.1:8000/api/v1}

login() { # login NAME [PASSWORD]: prints a token
    curl -sS "$API/login" -H 'Content-Type: application/json' \
        -d "{\"login\": \"$1\", \"password\": \"${2:-demo-claims-2026}\"}" | sed 's/.*"token":"\([^"]*\)".*/\1/'
}

ask() { # ask WHO PATH: prints what stands there
    curl -sS "$API/$2" -H "Authorization: Bearer $1"
}

tell() { # tell WHO METHOD PATH [WORDS]: writes something that is no step
    curl -sS -X "$2" "$API/$3" -H "Authorization: Bearer $1" -H "Idempotency-Key: $(new_key)" \
        -H 'Content-Type: application/json' ${4:+-d "$4"}
    echo
}

step() { # step WHO THING STEP [WORDS]: takes a step on a thing as it stands now
    tag=$(curl -sS -o /dev/null -D - "$API/$2" -H "Authorization: Bearer $1" | tr -d '\r' | sed -n 's/^[Ee][Tt]ag: //p')
    curl -sS -X POST "$API/$2/steps/$3" -H "Authorization: Bearer $1" -H "Idempotency-Key: $(new_key)" \
        -H "If-Match: $tag" -H 'Content-Type: application/json' ${4:+-d "$4"}
    echo
}

give() { # give WHO PATH FILE [FIELD=VALUE …]: uploads a file
    who=$1 path=$2 file=$3
    shift 3
    for field; do set -- "$@" --form-string "$field"; shift; done
    curl -sS "$API/$path" -H "Authorization: Bearer $who" -H "Idempotency-Key: $(new_key)" -F "files=@$file" "$@"
    echo
}

sign() { # sign WHO_RECORDS PAPER CAPACITY NAME [ABOUT_ID]: puts a signature on a paper of $claim on record
    tell "$1" POST "claims/$claim/signatures" \
        "{\"paper\": \"$2\", \"capacity\": \"$3\", \"signer_name\": \"$4\", \"method\": \"typed\", \"about_id\": ${5:-null}}" | why
}

new_key() { # a new word for Idempotency-Key
    cat /proc/sys/kernel/random/uuid
}

first_id() { # the first id in an answer
    grep -o '"id":[0-9]*' | head -n 1 | cut -d: -f2
}

pretty() { # an answer on many lines
    python3 -m json.tool --no-ensure-ascii
}

why() { # of a refusal, its sentences; of a good answer, the state that was reached
    pretty | sed -n \
        -e 's/^    "state": "\(.*\)",$/now: \1/p' \
        -e 's/^    "detail": "\(The step “[^”]*” is not possible yet\):.*/\1/p; t' \
        -e 's/^    "detail": "\(.*\)",$/\1/p' \
        -e 's/^            "\(sentence\|text\)": "\(.*\)",$/  \2/p' \
        -e 's/^            "where": "\(.*\)"$/      at: \1/p' \
        -e 's/^                "\(.*\)"\(,\{0,1\}\)$/      \1/p'
}

table() { # table LIST FIELD …: a row for everything in a list of the answer (".": the answer itself), a.b looks inside
    python3 -c '
import json, sys, unicodedata
said, wanted = json.load(sys.stdin), sys.argv[2:]
def look(thing, path):
    for name in path.split("."):
        thing = thing.get(name) if isinstance(thing, dict) else None
    return "" if thing is None else thing if isinstance(thing, str) else json.dumps(thing, ensure_ascii=False)
def width(text):
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
rows = [[look(one, path) for path in wanted] for one in (said if sys.argv[1] == "." else said[sys.argv[1]])]
rows = [[path.rpartition(".")[2] for path in wanted], *rows]
widths = [max(width(row[place]) for row in rows) for place in range(len(wanted))]
for row in rows:
    print("  ".join(text + " " * (most - width(text)) for text, most in zip(row, widths)).rstrip())
' "$@"
}
