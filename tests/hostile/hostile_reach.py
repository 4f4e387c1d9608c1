"""Code that reaches out of its process: files, sockets, programs, other processes, the kernel's other doors.

In a snippet `$OUT` is a folder that anyone may write in, with `secret.txt` and the sockets of agent, bus and journal;
`call(name, ...)` makes a system call and gives its result or the name of its error; `attempt(f, ...)` does so for any
function. Most end in the list of what was had: it must hold nothing but refusals.
"""

from __future__ import annotations

from typing import NamedTuple

SETUP = """
import ctypes, errno, os, signal, socket, struct, sys, torch
libc = ctypes.CDLL(None, use_errno=True)
NUMBERS = {  # x86_64, aarch64
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "io_uring_setup": (425, 425),
    "bpf": (321, 280), "userfaultfd": (323, 282), "unshare": (272, 97), "setns": (308, 268), "mount": (165, 40),
    "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51), "keyctl": (250, 219), "add_key": (248, 217),
    "request_key": (249, 218), "perf_event_open": (298, 241), "memfd_create": (319, 279), "shmget": (29, 194),
    "semget": (64, 190), "msgget": (68, 186), "mq_open": (240, 180), "pidfd_open": (434, 434),
    "pidfd_send_signal": (424, 424), "pidfd_getfd": (438, 438), "kcmp": (312, 272), "setpriority": (141, 140),
    "ioprio_set": (251, 30), "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240), "tkill": (200, 130),
    "tgkill": (234, 131), "kill": (62, 129), "move_pages": (279, 239), "migrate_pages": (256, 238),
    "process_madvise": (440, 440), "sched_setscheduler": (144, 119), "sched_setattr": (314, 274),
    "sched_setaffinity": (203, 122), "seccomp": (317, 277), "init_module": (175, 105), "kexec_load": (246, 104),
    "swapon": (167, 224), "syslog": (103, 116), "acct": (163, 89), "sethostname": (170, 161),
    "clock_settime": (227, 112),
    "open_by_handle_at": (304, 265), "name_to_handle_at": (303, 264), "fanotify_init": (300, 262),
    "inotify_init1": (294, 26), "memfd_secret": (447, 447), "clone3": (435, 435), "clone": (56, 220),
    "execveat": (322, 281), "execve": (59, 221), "vmsplice": (278, 75), "syncfs": (306, 267), "mknodat": (259, 33),
    "linkat": (265, 37), "symlinkat": (266, 36), "fchmodat": (268, 53), "fchownat": (260, 54), "utimensat": (280, 88),
    "setxattr": (188, 5), "truncate": (76, 45), "socket": (41, 198), "socketpair": (53, 199), "prlimit64": (302, 261),
    "setuid": (105, 146), "setgid": (106, 144), "setsid": (112, 157), "setpgid": (109, 154), "ioctl": (16, 29),
    "fcntl": (72, 25), "prctl": (157, 167), "shmat": (30, 196), "open_tree": (428, 428), "fsopen": (430, 430),
    "quotactl": (179, 60), "personality": (135, 92), "landlock_create_ruleset": (444, 444),
}
def call(name, *arguments):
    words = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    number = NUMBERS[name][os.uname().machine != "x86_64"] if isinstance(name, str) else name
    done = libc.syscall(ctypes.c_long(number), *words)
    return done if done >= 0 else errno.errorcode.get(ctypes.get_errno(), "?")
def attempt(f, *arguments, **named):
    try:
        return repr(f(*arguments, **named))
    except OSError as error:
        return errno.errorcode.get(error.errno, "?")
    except Exception as error:
        return type(error).__name__
parent = os.getppid()
"""

REFUSALS = ("EPERM", "EACCES", "ENOSYS")
"""What a refused attempt gives. Any other error means that the kernel looked at it."""


class Reach(NamedTuple):
    """`code` ends in a list of results, each to be one of REFUSALS; `never` is what must not have happened."""

    name: str
    code: str
    never: str


FILES = [
    Reach(
        "read files outside",
        "[attempt(lambda p=p: open(p, 'rb').read()) for p in ('$OUT/secret.txt', '/etc/passwd', '/etc/shadow', "
        "'/proc/version', '/proc/mounts', '/usr/bin/env')]",
        "a byte of a file outside is in the reply",
    ),
    Reach(
        "read the quiz and its decks",
        "here = os.path.dirname(os.path.dirname(sys.modules['quiz_worker'].__file__))\n"
        "[attempt(open, here + '/' + p) for p in ('__init__.py', 'worker/process/child.py', 'answer/value.py')] + "
        "[attempt(os.listdir, here), attempt(os.listdir, here + '/worker'), attempt(open, '$DECK')]",
        "the source of the quiz or a deck is read",
    ),
    Reach(
        "list folders outside",
        "[attempt(os.listdir, p) for p in ('/', '/etc', '/home', '/tmp', '$OUT', '/proc', '/dev', '/sys')]",
        "the name of a file outside is known",
    ),
    Reach(
        "list and write the folders of other questions",
        "up = os.path.dirname(os.getcwd())\nothers = [os.path.join(up, str(n)) for n in range(40)]\n"
        "others = [p for p in others if p != os.getcwd()]\n"
        "had = [attempt(open, p + '/$NAME', 'w') for p in others]\n"
        "[attempt(os.listdir, up), *(one for one in had if one != 'ENOENT')]",
        "a file lies in the folder of another question",
    ),
    Reach(
        "write files outside",
        "[attempt(open, p + '/$NAME.txt', 'w') for p in ('$OUT', '$OUT/sub', '/tmp', '/var/tmp', '/dev/shm', '/', "
        "os.path.dirname(torch.__file__), os.path.dirname(os.__file__))] + "
        "[attempt(open, '$OUT/secret.txt', mode) for mode in ('r+', 'a', 'w')]",
        "a file outside is made or changed",
    ),
    Reach(
        "empty a file that may be read",
        "[attempt(os.open, torch.__file__, os.O_RDONLY | os.O_TRUNC), attempt(os.truncate, torch.__file__, 0), "
        "attempt(os.open, '$OUT/secret.txt', os.O_RDONLY | os.O_TRUNC), attempt(os.truncate, '$OUT/secret.txt', 0)]",
        "torch's own source is gone",
    ),
    Reach(
        "make folders, links, pipes and devices outside",
        "import stat\n[attempt(os.mkdir, '$OUT/$NAME'), attempt(os.symlink, '/etc', '$OUT/$NAME'), "
        "attempt(os.link, '$OUT/secret.txt', '$OUT/$NAME'), attempt(os.mkfifo, '$OUT/$NAME'), "
        "attempt(os.mknod, '$OUT/$NAME', stat.S_IFREG | 0o666), attempt(os.link, '$OUT/secret.txt', 'mine'), "
        "attempt(os.symlink, '$OUT/secret.txt', 'mine')]",
        "something new lies outside",
    ),
    Reach(
        "remove and rename outside",
        "open('mine', 'w').close()\n[attempt(os.unlink, '$OUT/secret.txt'), attempt(os.rmdir, '$OUT/sub'), "
        "attempt(os.rename, '$OUT/secret.txt', '$OUT/$NAME'), attempt(os.rename, '$OUT/secret.txt', 'theirs'), "
        "attempt(os.rename, 'mine', '$OUT/$NAME'), attempt(os.replace, 'mine', '$OUT/secret.txt')]",
        "a file outside is gone, or one from inside has come out",
    ),
    Reach(
        "change modes, owners, times and attributes",
        "[attempt(os.chmod, '$OUT/secret.txt', 0o777), attempt(os.chmod, '$OUT/sub', 0), "
        "attempt(os.chown, '$OUT/secret.txt', os.getuid(), os.getgid()), attempt(os.utime, '$OUT/secret.txt', (0, 0)), "
        "attempt(os.setxattr, '$OUT/secret.txt', 'user.x', b'x'), attempt(os.chmod, torch.__file__, 0o777)]",
        "a mode, an owner, a time or an attribute outside has changed",
    ),
    Reach(
        "reach files by descriptor, handle and working folder",
        "root = os.open('/', os.O_PATH)\nos.chdir('$OUT')\n"
        "[attempt(os.open, 'etc/passwd', os.O_RDONLY, dir_fd=root), attempt(open, 'secret.txt'), "
        "attempt(open, '$NAME', 'w'), attempt(open, f'/proc/self/fd/{root}/etc/passwd'), "
        "attempt(os.open, '.', os.O_TMPFILE | os.O_WRONLY), "
        "call('name_to_handle_at', -100, b'/etc/passwd', None, None, 0), call('open_by_handle_at', root, None, 0)]",
        "a file is reached by another name",
    ),
    Reach(
        "map devices and the memory of the machine",
        "there = [p for p in ('/dev/mem', '/dev/kmsg', '/dev/tty', '/dev/ptmx', '/dev/vda', '/dev/fuse', "
        "'/dev/net/tun', '/dev/kvm') if os.path.exists(p)]\n"
        "[attempt(os.open, p, os.O_RDWR) for p in (*there, '/dev/full')] + "
        "[attempt(os.open, '/dev/shm/$NAME', os.O_RDWR | os.O_CREAT)]",
        "a device is open",
    ),
    Reach(
        "shared memory by every road",
        "from multiprocessing import shared_memory\n[attempt(shared_memory.SharedMemory, '$NAME', True, 1 << 20), "
        "call('shmget', 0x5155, 1 << 20, 0o1666), call('semget', 0x5155, 1, 0o1666), call('msgget', 0x5155, 0o1666), "
        "call('mq_open', b'$NAME', 0o102, 0o666, None), call('memfd_create', b'$NAME', 0), call('memfd_secret', 0)]",
        "a segment, a queue or a memory file outlives the child",
    ),
]

SOCKETS = [
    Reach(
        "the ssh agent and the D-Bus",
        "def ask(path, kind):\n    s = socket.socket(socket.AF_UNIX, kind); s.connect(path); s.send(b'hello')\n"
        "[attempt(ask, '$AGENT', socket.SOCK_STREAM), attempt(ask, '$BUS', socket.SOCK_STREAM), "
        "attempt(ask, '$JOURNAL', socket.SOCK_DGRAM), attempt(ask, '\\0$ABSTRACT', socket.SOCK_STREAM)]",
        "an agent that listens on a socket was spoken to",
    ),
    Reach(
        "TCP and UDP",
        "def tcp(): socket.create_connection(('127.0.0.1', $TCP), 1).send(b'x')\n"
        "def udp(): socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', $UDP))\n"
        "[attempt(tcp), attempt(udp), attempt(socket.create_server, ('127.0.0.1', 0))]",
        "a packet went to a listener, or one listens",
    ),
    Reach(
        "every other family of sockets",
        "[call('socket', family, kind, 0) for family in (1, 2, 10, 16, 17, 31, 38, 40, 44) for kind in (1, 2, 3, 5)] + "
        "[call('socketpair', 1, kind, 0, (ctypes.c_int * 2)()) for kind in (1, 2, 5)]",
        "there is a socket: netlink, packet, vsock, alg, xdp, or a pair that could send to a path",
    ),
    Reach(
        "descriptors that were left open",
        "import stat\nmodes = []\nfor fd in range(3, 4096):\n    try: modes.append(os.fstat(fd).st_mode)\n"
        "    except OSError: pass\n"
        "['EPERM' if len(modes) <= 2 and all(map(stat.S_ISFIFO, modes)) else repr(modes)]",
        "the control socket of the zygote, or another descriptor than the two pipes, is at hand",
    ),
]

PROGRAMS = [
    Reach(
        "start a program by every road",
        "import subprocess\nos.system('touch $OUT/$NAME')\n"
        "[attempt(subprocess.run, ['/bin/true']), attempt(os.popen, 'touch $OUT/$NAME'), "
        "attempt(os.execv, '/bin/true', ['true']), attempt(os.posix_spawn, '/bin/true', ['true'], {}), "
        "call('execve', b'/bin/true', None, None), call('execveat', -100, b'/bin/true', None, None, 0)]",
        "another program runs",
    ),
    Reach(
        "fork by every road",
        "import multiprocessing\np = multiprocessing.get_context('fork').Process(target=print)\n"
        "[attempt(os.fork), attempt(p.start), attempt(os.forkpty), call('clone', 17, 0, 0, 0, 0), "
        "call('clone', 0x100 | 17, 0, 0, 0, 0), call('clone', 0x8000 | 17, 0, 0, 0, 0), "
        "call('clone3', ctypes.create_string_buffer(88), 88)]",
        "there is a second process",
    ),
    Reach(
        "workers of a DataLoader",
        "from torch.utils.data import DataLoader\n[attempt(lambda: list(DataLoader(range(4), num_workers=2)))]",
        "there is a second process",
    ),
    Reach(
        "new namespaces",
        "[call('unshare', flag) for flag in (0x10000000, 0x10020000, 0x20000, 0x40000000, 0x20000000, 0x8000000)] + "
        "[call('clone', flag | 17, 0, 0, 0, 0) for flag in (0x10000000, 0x20000, 0x40000000)] + "
        "[call('setns', 0, 0), call('mount', b'none', b'$OUT', b'tmpfs', 0, None), call('chroot', b'/'), "
        "call('fsopen', b'tmpfs', 0), call('open_tree', -100, b'/', 1)]",
        "the child is root of a world of its own",
    ),
    Reach(
        "become somebody else",
        "header = struct.pack('Ii', 0x20080522, 0)\nhave = ctypes.create_string_buffer(24)\n"
        "libc.capget(header, have)\n[call('setuid', 0), call('setuid', 1), call('setgid', 0), "
        "'EPERM' if not any(have.raw) else have.raw.hex(), attempt(os.setgroups, [0]), call('personality', 0x40000)]",
        "the child has a capability, or another user's rights",
    ),
]

PROCESSES = [
    Reach(
        "kill the parent by every signal road",
        "[call('kill', parent, number) for number in (9, 15, 19, 29)] + [call('kill', -parent, 9)] + "
        "[call('kill', target, 0) for target in (1, 0, -1)] + "
        "[call('tgkill', parent, parent, 9), call('tkill', parent, 9), call('rt_sigqueueinfo', parent, 9, b' ' * 128), "
        "call('rt_tgsigqueueinfo', parent, parent, 9, b' ' * 128), call('pidfd_open', parent, 0), "
        "call('pidfd_send_signal', 3, 9, None, 0)]",
        "the zygote is dead or stopped",
    ),
    Reach(
        "kill the parent by the owner of a pipe",
        "import fcntl\nr, w = os.pipe()\n[attempt(fcntl.fcntl, r, 8, parent), attempt(fcntl.fcntl, r, 10, 9), "
        "attempt(fcntl.fcntl, r, 15, struct.pack('ii', 1, parent)), "
        "call('ioctl', r, 0x8901, ctypes.byref(ctypes.c_int(parent))), "
        "call('ioctl', r, 0x8902, ctypes.byref(ctypes.c_int(parent)))]",
        "SIGIO, or a signal of the child's choice, came to the zygote",
    ),
    Reach(
        "kill the parent by other files",
        "import fcntl\n[attempt(fcntl.fcntl, os.open('.', 0), 1026, 1), attempt(fcntl.fcntl, 1, 1024, 1), "
        "call('prctl', 1, 9, 0, 0, 0), call('prctl', 36, 1, 0, 0, 0), call('setsid'), call('setpgid', 0, parent), "
        "call('ioctl', 0, 0x5412, b'x'), call('ioctl', 0, 0x540E, 1)]",
        "a lease, a watch, a terminal or a group carried a signal out",
    ),
    Reach(
        "trace and read the parent",
        "[call('ptrace', 16, parent, 0, 0), call('ptrace', 0x4206, parent, 0, 0), call('ptrace', 0, 0, 0, 0), "
        "call('process_vm_readv', parent, None, 0, None, 0, 0), "
        "call('process_vm_writev', parent, None, 0, None, 0, 0), call('kcmp', parent, parent, 0, 0, 0), "
        "call('pidfd_getfd', 3, 0, 0), call('process_madvise', 3, None, 0, 4, 0)]",
        "the zygote is traced, read or written",
    ),
    Reach(
        "/proc of the parent",
        "[attempt(lambda p=p: open(f'/proc/{parent}/{p}', 'rb').read(9)) for p in ('mem', 'environ', 'maps', "
        "'cmdline', 'stat', 'status', 'fd/3', 'root/etc/passwd', 'cwd/etc/passwd', 'task', 'io')] + "
        "[attempt(os.readlink, f'/proc/{parent}/{p}') for p in ('exe', 'cwd', 'root', 'fd/3')] + "
        "[attempt(os.listdir, f'/proc/{parent}/fd'), attempt(open, f'/proc/{parent}/oom_score_adj', 'w'), "
        "attempt(open, f'/proc/{parent}/mem', 'wb'), attempt(open, '/proc/sys/kernel/core_pattern', 'w')]",
        "the zygote's memory, environment or descriptors are known",
    ),
    Reach(
        "limits, priority and processors of the parent",
        "import resource\n[attempt(resource.prlimit, parent, resource.RLIMIT_NOFILE, (0, 0)), "
        "attempt(resource.prlimit, parent, resource.RLIMIT_NOFILE), attempt(os.setpriority, 0, parent, 19), "
        "attempt(os.sched_setaffinity, parent, {0}), attempt(os.sched_setscheduler, parent, 3, os.sched_param(0)), "
        "call('ioprio_set', 1, parent, 0), call('sched_setattr', parent, None, 0), "
        "call('move_pages', parent, 0, 0, 0, 0, 0), call('migrate_pages', parent, 0, None, None), "
        "attempt(os.nice, -5), attempt(os.setpriority, 1, 0, 19)]",
        "the zygote is starved of descriptors or time",
    ),
    Reach(
        "raise its own limits",
        "[call('prlimit64', target, kind, struct.pack('QQ', 1, 1 << 40), None) for target in (0, os.getpid()) "
        "for kind in range(16)] + "
        "[call('prctl', 4, 1, 0, 0, 0), call('seccomp', 0, 0, None), call('prctl', 22, 0, 0, 0, 0)]",
        "a limit is off",
    ),
]

KERNEL = [
    Reach(
        "io_uring, bpf, userfaultfd and perf",
        "some = ctypes.create_string_buffer(120)\n[call('io_uring_setup', 8, some), call('bpf', 5, some, 72), "
        "call('userfaultfd', 1), call('userfaultfd', 0), call('perf_event_open', some, 0, -1, -1, 0), "
        "call('fanotify_init', 0, 0), call('inotify_init1', 0), call('vmsplice', 1, None, 0, 0)]",
        "a door that has let many in is open",
    ),
    Reach(
        "keys",
        "[call('keyctl', 0, -4, 0, 0, 0), call('keyctl', 1, b'$NAME', 0, 0, 0), "
        "call('add_key', b'user', b'$NAME', b'x', 1, -4), call('request_key', b'user', b'x', None, 0)]",
        "a key of the user is read, or one left behind",
    ),
    Reach(
        "what only root may do",
        "[call('init_module', None, 0, b''), call('kexec_load', 0, 0, None, 0), call('swapon', b'$OUT', 0), "
        "call('syslog', 10, None, 0), call('acct', None), "
        "call('sethostname', b'x', -1), call('clock_settime', 99, None), call('quotactl', 0, None, 0, None), "
        "call('syncfs', 0), call('pivot_root', b'/', b'/'), call('umount2', b'/', -1)]",
        "the machine is another",
    ),
    Reach(
        "every number there is and is not",
        "[call(name, 0, 0, 0, 0, 0) for name in NUMBERS if name not in ('fcntl', 'prlimit64', 'sched_setaffinity')] + "
        "[call(n, 0, 0, 0, 0, 0) for n in range(454, 700)] + "
        "[call((1 << 32) + NUMBERS['socket'][os.uname().machine != 'x86_64'], 1, 1, 0)]",
        "a system call that is not on the list is made",
    ),
]

REACHES = [*FILES, *SOCKETS, *PROGRAMS, *PROCESSES, *KERNEL]
