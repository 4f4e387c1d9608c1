"""Code that harms its own process, the machine, or the one who reads its result."""

from __future__ import annotations

from typing import NamedTuple

from quiz.engine.protocol import Ended

DONE, TIMEOUT, CRASH, VANISHED, FLOOD, GARBLED = (
    Ended.DONE,
    Ended.TIMEOUT,
    Ended.CRASH,
    Ended.VANISHED,
    Ended.FLOOD,
    Ended.GARBLED,
)

SETUP = """
import ctypes, json, os, signal, struct, sys, threading, time, torch
def frame(body):
    return struct.pack("<I", len(body)) + body
def send(data):
    for fd in range(3, 64):
        try:
            os.write(fd, data)
        except OSError:
            pass
def outcome(value, shown="4"):
    return {"value": value, "shown": shown, "printed": ""}
"""


class End(NamedTuple):
    """`ends` are the statuses that may come back; `never` is what must not have happened."""

    name: str
    code: str
    never: str
    ends: tuple[Ended, ...] = (DONE,)
    budget: float = 5.0


MEMORY = "the machine is short of memory"
ENDLESS = [
    End("an endless loop in Python", "while True: pass", "the quiz waits for ever", (TIMEOUT,), 0.4),
    End(
        "an endless loop in C++ with the GIL released",
        "x = torch.ones(7000, 7000)\nfor _ in range(9): x = x @ x",
        "the quiz waits for ever",
        (TIMEOUT,),
        0.6,
    ),
    End("an endless loop in C with the GIL held", "sum(range(10**15))", "the quiz waits for ever", (TIMEOUT,), 0.4),
    End("sleep", "time.sleep(10**6)", "the quiz waits for ever", (TIMEOUT,), 0.4),
    End(
        "a lock that is never released",
        "l = threading.Lock(); l.acquire(); l.acquire()",
        "the quiz waits",
        (TIMEOUT,),
        0.4,
    ),
    End("SIGSTOP to itself", "os.kill(os.getpid(), signal.SIGSTOP)", "a stopped process is left", (TIMEOUT,), 0.4),
    End(
        "all signals ignored and blocked",
        "for n in range(1, 65):\n  try: signal.signal(n, signal.SIG_IGN)\n  except (OSError, ValueError): pass\n"
        "signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))\nwhile True: pass",
        "a process that cannot be killed",
        (TIMEOUT,),
        0.4,
    ),
    End(
        "handlers that swallow every exception",
        "def loop():\n  while True:\n    try:\n      while True: pass\n    except BaseException: pass\nloop()",
        "the quiz waits for ever",
        (TIMEOUT,),
        0.4,
    ),
    End("reading what is never written", "os.read(os.pipe()[0], 1)", "the quiz waits for ever", (TIMEOUT,), 0.4),
    End(
        "an endless expression after the result", "import atexit; atexit.register(time.sleep, 99); 1", "the quiz waits"
    ),
    End("an endless destructor", "class D:\n  def __del__(s): time.sleep(99)\nd = D()\n1", "the quiz waits for ever"),
    End(
        "threads that go on",
        "for _ in range(4): threading.Thread(target=lambda: [0 for _ in iter(int, 1)]).start()\n1",
        "a thread outlives the question",
        (DONE, TIMEOUT),
        1.0,
    ),
]
DEATHS = [
    End("os._exit", "os._exit(0)", "an exit counts as an answer", (VANISHED,)),
    End(
        "exit in a thread",
        "threading.Thread(target=os._exit, args=(9,)).start(); time.sleep(9)",
        "as above",
        (VANISHED,),
    ),
    End("SystemExit", "raise SystemExit(0)", "the child ends without a result"),
    End("KeyboardInterrupt", "raise KeyboardInterrupt", "Ctrl-C reaches the quiz", (DONE, VANISHED)),
    End("a segmentation fault", "ctypes.string_at(0)", "a core file, or no word", (CRASH,)),
    End("abort", "os.abort()", "a core file, or no word", (CRASH,)),
    End("an illegal instruction", "os.kill(os.getpid(), signal.SIGILL)", "no word", (CRASH,)),
    End("SIGKILL to itself", "os.kill(os.getpid(), signal.SIGKILL)", "no word", (CRASH,)),
    End("runaway recursion", "def f(): return f()\nf()", "the child dies of it"),
    End(
        "runaway recursion without a limit",
        "sys.setrecursionlimit(2**31 - 1)\ndef f(): return f()\nf()",
        MEMORY,
        (DONE, CRASH, VANISHED, TIMEOUT),
        0.6,
    ),
    End(
        "runaway recursion in C",
        "sys.setrecursionlimit(2**31 - 1)\nx = []\nfor _ in range(10**6): x = [x]\nlen(repr(x))",
        "the zygote dies of it",
        (DONE, CRASH),
    ),
    End(
        "the wrong end of the interpreter",
        "import gc; [o.clear() for o in gc.get_objects() if type(o) is dict]",
        "no word",
        (DONE, CRASH, VANISHED, GARBLED),
    ),
]
BOMBS = [
    End("30 GB touched", "x = bytearray(30 << 30)", MEMORY),
    End("30 GB touched little by little", "x = []\nwhile True: x.append(bytearray(1 << 24))", MEMORY),
    End("30 GB of a tensor", "torch.ones(30 << 28)", MEMORY),
    End(
        "30 GB shared and anonymous",
        "import mmap\nx = []\nwhile True: x.append(mmap.mmap(-1, 1 << 27)); x[-1][::4096] = bytes(1 << 15)",
        MEMORY,
    ),
    End("a mapping of 1 TB", "import mmap; mmap.mmap(-1, 1 << 40)", MEMORY),
    End("a large integer", "10 ** 10 ** 7 > 0", "the quiz waits for ever", (DONE, TIMEOUT), 1.0),
    End("fork bomb", "while True:\n  try: os.fork()\n  except OSError: break\nos.fork()", "there is a second process"),
    End(
        "thread bomb",
        "threading.stack_size(32768)\nn = 0\ntry:\n  while True:\n"
        "    threading.Thread(target=time.sleep, args=(99,), daemon=True).start(); n += 1\n"
        "except RuntimeError: pass\nn < 100_000",
        "the machine is out of threads",
        (DONE, TIMEOUT, CRASH),
        1.0,
    ),
    End("disk filled by one file", "f = open('a', 'wb')\nwhile True: f.write(b'x' * (1 << 20))", "the disk is full"),
    End(
        "disk filled by many files",
        "n = 0\nwhile True:\n  with open(str(n := n + 1), 'wb') as f: f.write(b'x' * (15 << 20))",
        "more than some 100 MiB beyond the limit is on the disk",
        (CRASH,),
    ),
    End(
        "disk filled by files without a name",
        "x = []\nwhile True:\n  x.append(open('a', 'wb', 0)); os.unlink('a'); x[-1].write(b'x' * (4 << 20))",
        "more than 64 files are open",
    ),
    End(
        "folders without end",
        "while True: os.mkdir('d'); os.chdir('d')",
        "a path that nobody can remove",
        (CRASH, TIMEOUT),
        2.0,
    ),
    End(
        "a folder that is closed, in a folder that is closed",
        "os.makedirs('a/b/c'); open('a/b/c/f', 'w').close(); os.umask(0o777); os.mkdir('a/b/d'); os.mkdir('e', 0); 1",
        "something is left behind",
        (DONE, CRASH),
    ),
    End(
        "empty files without end", "n = 0\nwhile True: open(str(n := n + 1), 'w').close()", "a million inodes", (CRASH,)
    ),
    End("descriptors without end", "x = []\nwhile True: x.append(os.pipe())", "the system is out of files"),
]
FLOODS = [
    End("1 GB of print", "for _ in range(2**20): print('x' * 1023)", "1 GB is in memory or in a log", (FLOOD,)),
    End("1 GB of print in one piece", "print('x' * (1 << 28))", "as above", (FLOOD, DONE)),
    End("1 GB on the error road", "while True: os.write(2, b'x' * 65536)", "as above", (FLOOD,)),
    End(
        "escape sequences and markup",
        "print('\\x1b]0;pwned\\x07\\x1b[2J[bold red]x[/]\\r\\x9b31m' * 9); '\\x1b[2J[/]'",
        "the terminal changes",
    ),
    End("a text of 100 MB", "'x' * 10**8", "it is carried"),
    End("bytes that are no text", "print('\\udcff\\ud800'); '\\udcff\\ud800\\x00'", "a traceback of the quiz"),
    End("log after the result", "os.write(1, b'x' * 60000); 1", "the quiz waits for it"),
]
FORGERIES = [
    End("bytes instead of a frame", "send(b'\\xff' * 64); 1", "the quiz breaks", (GARBLED,)),
    End("a frame of 4 GB", "send(struct.pack('<I', 2**32 - 1)); time.sleep(9)", "memory for it is taken", (GARBLED,)),
    End("half a frame", "send(struct.pack('<I', 100) + b'{'); os._exit(0)", "the quiz waits", (VANISHED,)),
    End(
        "a slow frame",
        "send(struct.pack('<I', 100))\nwhile True: send(b'x'); time.sleep(.1)",
        "the quiz waits",
        (TIMEOUT,),
        0.4,
    ),
    End("an empty frame", "send(frame(b'')); 1", "the quiz breaks", (GARBLED,)),
    End("deep JSON", "send(frame(b'[' * 100000)); 1", "the parser overflows", (GARBLED,)),
    End(
        "deep values",
        "v = {'k': 'number', 'value': 'i1'}\nfor _ in range(400): v = {'k': 'series', 'of': 'list', 'items': [v]}\n"
        "send(frame(json.dumps(outcome(v)).encode())); 1",
        "the reader overflows",
        (GARBLED, DONE),
    ),
    End("JSON of another shape", "send(frame(b'[1, 2]')); 1", "the quiz breaks", (GARBLED,)),
    End(
        "NaN, Infinity and huge numbers",
        'send(frame(b\'{"attempt": 1e999, "values": NaN}\')); 1',
        "the quiz breaks",
        (GARBLED,),
    ),
    End(
        "an integer of a million digits",
        "send(frame(b'{\"attempt\": ' + b'9' * 10**6 + b'}')); 1",
        "seconds pass",
        (GARBLED,),
    ),
    End(
        "a value that contradicts itself",
        "send(frame(json.dumps(outcome({'k': 'tensor', 'dtype': 'float32', 'shape': [10**9, 10**9], "
        "'device': 'cpu', 'grad': False, 'layout': 'strided', 'as': 'd', 'cells': 'AAAA'})).encode())); 1",
        "memory is taken",
        (GARBLED, DONE),
    ),
    End(
        "a fault that is none",
        "send(frame(json.dumps({'attempt': 0, 'values': {}, 'fault': [1]}).encode())); 1",
        "the quiz breaks",
        (GARBLED,),
    ),
    End(
        "too many outcomes",
        "send(frame(json.dumps(outcome({'k': 'none'})).encode()) * 10**3); 1",
        "the quiz breaks",
    ),
    End(
        "origins that nobody asked for",
        "send(frame(b'{\"origins\": [null]}')); 1",
        "the quiz breaks",
        (GARBLED,),
    ),
    End(
        "another draw",
        'send(frame(b\'{"attempt": 7, "values": {"k": "666"}}\')); 1',
        "it is believed",
        (GARBLED,),
    ),
    End(
        "names that shadow",
        "json.dumps = struct.pack = os.write = len = lambda *a, **k: b''; 1",
        "the quiz breaks",
        (VANISHED, DONE, GARBLED, TIMEOUT, CRASH),
    ),
    End(
        "patched encoders",
        "w = sys.modules['quiz_worker.wire']; w.pack = w.frame = lambda m: b'\\0' * 9\n"
        "w.json.dumps = lambda *a, **k: '{}'\n"
        "sys.modules['quiz_worker.process.child'].frame = lambda m: b'\\x02\\0\\0\\0{}'; 1",
        "the quiz breaks",
        (GARBLED, VANISHED),
    ),
    End(
        "a patched capture",
        "c = sys.modules['quiz_worker.process.child']\n"
        "c.capture = lambda *a: {'k': 'number', 'value': 'i' + '9' * 10**5}\n1",
        "the quiz breaks",
        (GARBLED, DONE, VANISHED),
    ),
]
LIARS = [
    End("10^9 cells, expanded", "torch.zeros(1).expand(10**9)", "4 GB are carried"),
    End(
        "10^9 cells, sparse",
        "torch.sparse_coo_tensor(torch.zeros(1, 1, dtype=torch.long), [1.], (10**9,))",
        "4 GB are made",
    ),
    End("10^9 cells, on meta", "torch.empty(10**9, device='meta')", "4 GB are made"),
    End("10^9 items", "range(10**9)", "the quiz waits for ever"),
    End("10^7 items", "[0] * 10**7", "all are carried"),
    End("a list in itself", "x = []; x.append(x); x", "the quiz waits for ever"),
    End("many dimensions", "torch.zeros((1,) * 60)", "the printer overflows", (DONE, TIMEOUT)),
    End(
        "a tensor that lies about its shape",
        "class T(torch.Tensor):\n  shape = property(lambda s: (10**9,)); numel = lambda s: 10**18\n"
        "torch.ones(2).as_subclass(T)",
        "it is believed",
    ),
    End(
        "a tensor that answers for torch",
        "class T(torch.Tensor):\n  @classmethod\n  def __torch_function__(c, *a, **k): raise SystemExit\n"
        "torch.ones(2).as_subclass(T)",
        "an exit counts as an answer",
        (DONE, VANISHED),
    ),
    End(
        "a list that never ends",
        "class L(list):\n  def __iter__(s):\n    while True: yield 1\n  def __len__(s): return 1\nL()",
        "memory is full",
        (DONE, TIMEOUT),
        1.0,
    ),
    End(
        "a number that lies",
        "class I(int):\n  def __int__(s): return 5\n  __index__ = bit_length = __int__\n"
        "  def __repr__(s): return '6'\nI(4)",
        "it breaks the quiz",
    ),
    End(
        "a text that lies",
        "class S(str):\n  def encode(s, *a): return b'x' * 10**9\n  def __len__(s): return -1\nS('x')",
        "memory is full",
    ),
    End("a class that is said to be another", "class C:\n  __class__ = torch.Tensor\nC()", "the quiz breaks"),
    End(
        "printing that raises or exits",
        "class R:\n  def __repr__(s): raise SystemExit(3)\nR()",
        "the child ends",
        (DONE, VANISHED),
    ),
    End(
        "printing that never ends",
        "class R:\n  def __repr__(s):\n    while True: pass\nR()",
        "the quiz waits for ever",
        (TIMEOUT, DONE),
        0.4,
    ),
    End(
        "an exception that lies",
        "class E(Exception):\n  def __str__(s): raise SystemExit\n  __class__ = KeyError\nraise E",
        "the child ends",
        (DONE, VANISHED),
    ),
]

ENDS = [*ENDLESS, *DEATHS, *BOMBS, *FLOODS, *FORGERIES, *LIARS]
