# AX_PP_LIBRARY(VARIABLE, HEADER, FUNCTION, LIBRARY, DEBIAN-PACKAGE)
# A library without a pkg-config file: sets VARIABLE_LIBS, or stops with the package to install.
AC_DEFUN([AX_PP_LIBRARY], [
  AC_CHECK_HEADER([$2], [], [AC_MSG_ERROR([$2 not found: install $5])])
  AC_CHECK_LIB([$4], [$3], [$1_LIBS=-l$4], [AC_MSG_ERROR([lib$4 not found: install $5])])
  AC_SUBST([$1_LIBS])
])

# AX_PP_MODULE(VARIABLE, MODULES, DEBIAN-PACKAGES)
# Libraries with a pkg-config file: sets VARIABLE_CFLAGS and VARIABLE_LIBS, or stops with what to install.
AC_DEFUN([AX_PP_MODULE], [
  PKG_CHECK_MODULES([$1], [$2], [], [AC_MSG_ERROR([$2 not found: install $3
$$1_PKG_ERRORS])])
])
