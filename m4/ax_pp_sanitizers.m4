# AX_PP_SANITIZERS: --with-sanitizers=address,undefined builds and tests under them.
AC_DEFUN([AX_PP_SANITIZERS], [
  AC_ARG_WITH([sanitizers],
    [AS_HELP_STRING([--with-sanitizers=LIST], [build with these sanitizers, such as address,undefined])],
    [PP_SANITIZERS=$withval], [PP_SANITIZERS=])
  AS_IF([test "x$PP_SANITIZERS" = xno], [PP_SANITIZERS=])
  AS_IF([test -n "$PP_SANITIZERS"],
    [PP_SANITIZER_FLAGS="-fsanitize=$PP_SANITIZERS -fno-omit-frame-pointer -fno-sanitize-recover=undefined"])
  AC_SUBST([PP_SANITIZERS])
  AC_SUBST([PP_SANITIZER_FLAGS])
])
