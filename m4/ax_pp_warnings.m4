# AX_PP_WARNINGS: the warnings the project is clean under, and --enable-werror.
AC_DEFUN([AX_PP_WARNINGS], [
  AC_ARG_ENABLE([werror], [AS_HELP_STRING([--enable-werror], [treat warnings as errors])])
  PP_WARNINGS="-std=gnu17 -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wvla"
  AS_IF([test "x$enable_werror" = xyes], [PP_WARNINGS="$PP_WARNINGS -Werror"])
  AC_SUBST([PP_WARNINGS])
])
