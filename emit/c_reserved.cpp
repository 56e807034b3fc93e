// Names that emitted programs must not give to anything of their own.
#include <algorithm>
#include <array>

#include "emit/c_name.h"

namespace seq2c {

namespace {

// Keywords of C up to C23 and of its common extensions and relatives, and macros that hosted headers or compilers define.
constexpr auto words = std::to_array<std::string_view>({
    "BUFSIZ", "CHAR_BIT", "EDOM", "EILSEQ", "EINTR", "EOF", "ERANGE", "EXIT_FAILURE", "EXIT_SUCCESS", "FILE",
    "HUGE_VAL", "I", "INFINITY", "INT_MAX", "LONG_MAX", "MB_CUR_MAX", "NAN", "NDEBUG", "NULL", "O_APPEND", "O_CREAT",
    "O_RDONLY", "O_RDWR", "O_WRONLY", "PATH_MAX", "RAND_MAX", "SEEK_CUR", "SEEK_END", "SEEK_SET", "SIGABRT",
    "SIGALRM", "SIGBUS", "SIGCHLD", "SIGFPE", "SIGHUP", "SIGILL", "SIGINT", "SIGKILL", "SIGPIPE", "SIGQUIT",
    "SIGSEGV", "SIGTERM", "SIGUSR1", "SIGUSR2", "SIG_DFL", "SIG_ERR", "SIG_IGN", "alignas", "alignof", "alloca",
    "and", "asm", "assert", "auto", "bool", "break", "case", "catch", "char", "class", "compl", "complex", "const",
    "constexpr", "continue", "default", "delete", "do", "double", "else", "enum", "environ", "errno", "extern",
    "false", "float", "for", "goto", "i386", "if", "imaginary", "inline", "int", "linux", "long", "namespace", "new",
    "not", "nullptr", "offsetof", "operator", "or", "private", "protected", "public", "register", "restrict",
    "return", "setjmp", "short", "signed", "sizeof", "static", "static_assert", "stderr", "stdin", "stdout", "struct",
    "switch", "template", "this", "thread_local", "throw", "true", "try", "typedef", "typename", "typeof",
    "typeof_unqual", "union", "unix", "unsigned", "using", "va_arg", "va_copy", "va_end", "va_start", "virtual",
    "void", "volatile", "while", "xor",
});
static_assert(std::ranges::is_sorted(words));

// Functions with external names of the C library and POSIX.
constexpr auto functions = std::to_array<std::string_view>({
    "abort", "abs", "accept", "access", "acos", "acosh", "alarm", "aligned_alloc", "asctime", "asin", "asinh",
    "at_quick_exit", "atan", "atan2", "atanh", "atexit", "atof", "atoi", "atol", "atoll", "bcmp", "bcopy", "bind",
    "brk", "bsearch", "bzero", "calloc", "cbrt", "ceil", "chdir", "chmod", "chown", "clearerr", "clock",
    "clock_gettime", "close", "closedir", "connect", "copysign", "cos", "cosh", "creat", "ctime", "daemon",
    "difftime", "div", "drem", "dup", "dup2", "erf", "erfc", "execve", "execvp", "exit", "exp", "exp10", "exp2",
    "expm1", "fabs", "fchdir", "fclose", "fcntl", "fdim", "fdopen", "feof", "ferror", "fflush", "ffs", "fgetc",
    "fgetpos", "fgets", "fileno", "floor", "fma", "fmax", "fmin", "fmod", "fopen", "fork", "fprintf", "fputc",
    "fputs", "fread", "free", "freopen", "frexp", "fscanf", "fseek", "fsetpos", "fstat", "fsync", "ftell",
    "ftruncate", "fwrite", "gamma", "getc", "getchar", "getcwd", "getegid", "getenv", "geteuid", "getgid", "getline",
    "getpid", "getppid", "gets", "gettimeofday", "getuid", "gmtime", "hypot", "ilogb", "imaxabs", "index", "ioctl",
    "isalnum", "isalpha", "isatty", "isblank", "iscntrl", "isdigit", "isfinite", "isgraph", "isinf", "islower",
    "isnan", "isnormal", "isprint", "ispunct", "isspace", "isupper", "isxdigit", "j0", "j1", "jn", "kill", "labs",
    "ldexp", "ldiv", "lgamma", "link", "listen", "llabs", "lldiv", "llrint", "llround", "localeconv", "localtime",
    "log", "log10", "log1p", "log2", "logb", "longjmp", "lrint", "lround", "lseek", "lstat", "main", "malloc",
    "memccpy", "memchr", "memcmp", "memcpy", "memmem", "memmove", "memset", "mkdir", "mktime", "mmap", "modf",
    "mprotect", "munmap", "nan", "nanosleep", "nearbyint", "nextafter", "nice", "open", "opendir", "pause", "perror",
    "pipe", "poll", "pow", "pow10", "printf", "putc", "putchar", "putenv", "puts", "pwrite", "qsort", "quick_exit",
    "raise", "rand", "random", "read", "readdir", "readlink", "realloc", "realpath", "recv", "remainder", "remove",
    "remquo", "rename", "rewind", "rindex", "rint", "rmdir", "round", "sbrk", "scalb", "scalbn", "scanf", "select",
    "send", "setbuf", "setenv", "setlocale", "setvbuf", "sigaction", "sigaltstack", "signal", "signbit",
    "significand", "sigprocmask", "sin", "sinh", "sleep", "snprintf", "socket", "sprintf", "sqrt", "srand", "srandom",
    "sscanf", "stat", "stpcpy", "strcasecmp", "strcat", "strchr", "strcmp", "strcoll", "strcpy", "strcspn", "strdup",
    "strerror", "strftime", "strlen", "strncat", "strncmp", "strncpy", "strndup", "strnlen", "strpbrk", "strrchr",
    "strspn", "strstr", "strtod", "strtof", "strtok", "strtol", "strtold", "strtoll", "strtoul", "strtoull",
    "strxfrm", "symlink", "sync", "syscall", "sysconf", "system", "tan", "tanh", "tcgetattr", "tcsetattr", "tgamma",
    "time", "timegm", "times", "tmpfile", "tmpnam", "toascii", "tolower", "toupper", "trunc", "truncate", "umask",
    "uname", "ungetc", "unlink", "unsetenv", "usleep", "vfork", "vfprintf", "vprintf", "vsnprintf", "vsprintf",
    "wait", "waitpid", "write", "y0", "y1", "yn",
});
static_assert(std::ranges::is_sorted(functions));

// Families that belong to the implementation, to stdint.h or to our runtime.
bool has_reserved_shape(std::string_view name) {
  constexpr std::string_view prefixes[] = {"_", "seq_", "SEQ_", "INT", "UINT", "SIZE_", "PTRDIFF_"};
  if (name.ends_with("_t")) return true;
  return std::ranges::any_of(prefixes, [&](std::string_view prefix) { return name.starts_with(prefix); });
}

}  // namespace

bool is_reserved_in_c(std::string_view name) {
  return std::ranges::binary_search(words, name) || has_reserved_shape(name);
}

bool is_library_function(std::string_view name) { return std::ranges::binary_search(functions, name); }

}  // namespace seq2c
