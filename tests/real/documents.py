"""Real documents: fetches those that `documents.txt` pins, reads them with our reader, and compares
words with pdfium's. Started by `cargo xtask documents`.

    documents.py FOLDER READ     FOLDER: where downloads are kept; READ: the reader's example program

Nothing of what is fetched belongs into the repository. A package that cannot be had is left out, and
that is said.
"""

import collections
import concurrent.futures
import gzip
import hashlib
import io
import json
import pathlib
import re
import subprocess
import sys
import tarfile
import unicodedata

HERE = pathlib.Path(__file__).parent
# Bounds of one reading: seconds, and memory beyond 2.5 times the file (in bytes).
SECONDS = 60
MEMORY = 64 << 20
# What pages of the longest manuals are compared.
PAGES = 400
# Files whose words may differ: what pdfium gives is not what a person reads there.
LEAST_SHARE = 0.97

PDFIUM = """
import json, sys
import pypdfium2
try:
    document = pypdfium2.PdfDocument(sys.argv[1])
    texts = []
    for at in range(min(len(document), int(sys.argv[2]))):
        try:
            texts.append(document[at].get_textpage().get_text_range())
        except Exception:
            texts.append("")
    print(json.dumps(texts))
except Exception:
    print("null")
"""


def pinned():
    """Packages in order: (kind, name, version, {path: sha256})."""
    packages = []
    for line in (HERE / "documents.txt").read_text().splitlines():
        if line.startswith("#") or not line:
            continue
        if line.startswith(" "):
            digest, path = line.split(None, 1)
            packages[-1][3][path] = digest
        else:
            kind, name, version = line.split()
            packages.append((kind, name, version, {}))
    return packages


def sources(folder):
    """A configuration of apt's own kind that knows source packages, and touches nothing else."""
    config = folder / "apt.conf"
    for part in ("lists/partial", "cache/archives/partial"):
        (folder / "apt" / part).mkdir(parents=True, exist_ok=True)
    lines = []
    for file in sorted(pathlib.Path("/etc/apt/sources.list.d").glob("debian*.sources")):
        lines.append(re.sub(r"(?m)^Types:.*$", "Types: deb deb-src", file.read_text()))
    listed = folder / "apt" / "all.sources"
    listed.write_text("\n".join(lines))
    config.write_text(
        f'Dir::Etc::sourcelist "{listed}";\nDir::Etc::sourceparts "-";\n'
        f'Dir::State::lists "{folder}/apt/lists";\nDir::Cache "{folder}/apt/cache";\n'
        'APT::Sandbox::User "root";\n'
    )
    return config


def fetch(folder):
    """Downloads what is not there yet; gives the files by digest, and says what is missing."""
    store = folder / "pdf"
    store.mkdir(parents=True, exist_ok=True)
    there, config = {}, None
    for kind, name, version, files in pinned():
        missing = [d for d in files.values() if not (store / f"{d}.pdf").exists()]
        if missing:
            archives = folder / "archives" / f"{kind}-{name}"
            archives.mkdir(parents=True, exist_ok=True)
            if kind == "source":
                if config is None:
                    config = sources(folder)
                    run(["apt-get", "update", "-q"], folder, config)
                said = run(
                    ["apt-get", "source", "-q", "--download-only", f"{name}={version}"],
                    archives,
                    config,
                )
            elif kind == "pypi":
                pip = [sys.executable, "-m", "pip", "download", "-q", "--no-deps"]
                pip += ["--disable-pip-version-check", "--no-binary", name, f"{name}=={version}"]
                said = run(pip, archives, None)
            else:
                said = run(["apt-get", "download", "-q", f"{name}={version}"], archives, None)
            for archive in archives.iterdir():
                unpack(archive, store, set(files.values()))
                archive.unlink()
            left = [d for d in files.values() if not (store / f"{d}.pdf").exists()]
            if left:
                print(f"left out: {len(left)} files of {kind} {name} {version}: {said}", flush=True)
        for path, digest in files.items():
            if (store / f"{digest}.pdf").exists():
                there[digest] = f"{name}: {path}"
    return store, there


def run(command, folder, config):
    import os

    environment = dict(os.environ)
    if config is not None:
        environment["APT_CONFIG"] = str(config)
    try:
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, timeout=900
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    wrong = [line for line in done.stderr.splitlines() if line.startswith(("E:", "ERROR:"))]
    return wrong[0] if wrong else "other files than those pinned"


def unpack(archive, store, wanted):
    try:
        if archive.suffix == ".deb":
            raw = subprocess.run(["dpkg-deb", "--fsys-tarfile", archive], capture_output=True)
            source = io.BytesIO(raw.stdout)
        elif (".orig" in archive.name or archive.suffix == ".gz") and archive.suffix != ".asc":
            source = archive.open("rb")
        else:
            return
        with tarfile.open(fileobj=source, mode="r|*") as members:
            for member in members:
                if member.isfile() and member.name.lower().endswith((".pdf", ".pdf.gz")):
                    data = members.extractfile(member).read()
                    if member.name.lower().endswith(".gz"):
                        data = gzip.decompress(data)
                    digest = hashlib.sha256(data).hexdigest()
                    if digest in wanted:
                        (store / f"{digest}.pdf").write_bytes(data)
    except (OSError, tarfile.TarError, EOFError) as error:
        print(f"left out: {archive.name}: {error}", flush=True)


def words(text):
    """Words as a multiset: compatibility forms folded, unseen characters dropped, and what holds no
    letter or digit, such as dots that lead to a page number, left out."""
    text = unicodedata.normalize("NFKC", text).replace("\r\n", "\n")
    # A word that is broken at the end of a line is one word, as pdfium has it.
    text = re.sub("[-\u2010\u00ad\ufffe\x02]\\s*\n", "", text)
    text = re.sub("[\u00ad\u200b-\u200f\u2060\ufeff\ufffe\ufffd\x00-\x08]", "", text)
    return collections.Counter(w for w in text.split() if any(c.isalnum() for c in w))


def examine(reader, store, digest):
    """What is wrong with our reading of one file, and how many words of pdfium's are ours, too."""
    path = store / f"{digest}.pdf"
    wrong = []
    try:
        ours = subprocess.run(
            [reader, path], env={"TEXT": "1"}, capture_output=True, timeout=SECONDS
        )
    except subprocess.TimeoutExpired:
        return [f"no end within {SECONDS} s"], 0, 0
    try:
        told = json.loads(ours.stdout)[0]
        peak = told["peak_bytes"] or 0
    except (ValueError, IndexError):
        return [f"ended with {ours.returncode}: {ours.stderr[-200:]!r}"], 0, 0
    if ours.stderr:
        wrong.append(f"it said {ours.stderr[-200:]!r}")
    if told["error"] is None and peak > 2.5 * path.stat().st_size + MEMORY:
        wrong.append(f"memory: {peak >> 20} MB for {path.stat().st_size >> 10} KB")
    for tag in told["tags"]:
        wrong.append(f"a tag where there is none: {tag['text']!r} on page {tag['page']}")
    try:
        peer = subprocess.run(
            [sys.executable, "-c", PDFIUM, path, str(PAGES)], capture_output=True, timeout=SECONDS
        )
        texts = json.loads(peer.stdout or "null")
    except (subprocess.TimeoutExpired, ValueError):
        texts = None
    if texts is None:
        return wrong, 0, 0
    if told["error"] is not None:
        code = told["error"]["code"]
        if code not in ("password_needed", "pdf_too_large"):
            wrong.append(f"pdfium opens it, and we say {code}")
        return wrong, 0, 0
    mine = collections.defaultdict(list)
    for line in told["text"]:
        mine[line["page"]].append(line["text"])
    both = total = 0
    for number, text in enumerate(texts, 1):
        theirs = words(text)
        both += (theirs & words("\n".join(mine[number]))).total()
        total += theirs.total()
    return wrong, both, total


def main():
    folder, reader = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    store, there = fetch(folder)
    digests = sorted(there)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda digest: examine(reader, store, digest), digests))
    table, failed, both, total, equal, readable = [], 0, 0, 0, 0, 0
    for digest, (wrong, own, all_words) in zip(digests, results):
        both, total = both + own, total + all_words
        readable += all_words > 0
        equal += all_words > 0 and own == all_words
        failed += bool(wrong)
        for one in wrong:
            print(f"{there[digest]}: {one}")
        if all_words and own < all_words:
            table.append((own / all_words, own, all_words, there[digest], digest))
    table.sort()
    out = folder / "words.tsv"
    with out.open("w") as lines:
        for share, own, all_words, name, digest in table:
            lines.write(f"{share:.4f}\t{own}\t{all_words}\t{name}\t{digest}\n")
    share = both / max(total, 1)
    print(
        f"{len(digests)} documents; {readable} with words in pdfium, {equal} of them with all the "
        f"same words; {both} of {total} words are the same ({share:.2%}); {failed} with faults. "
        f"Differences by file: {out}"
    )
    if share < LEAST_SHARE:
        print(f"less than {LEAST_SHARE:.0%} of the words are the same")
    good = len(digests) - failed
    print(f"{good} passed, {failed + (share < LEAST_SHARE)} failed")
    sys.exit(failed > 0 or share < LEAST_SHARE)


if __name__ == "__main__":
    main()
