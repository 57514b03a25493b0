# The example in README.md is the program that the install test builds and runs.
file(READ ${ROOT}/README.md readme)
file(READ ${ROOT}/tests/install/project/main.cpp program)
string(FIND "${readme}" "${program}" position)
if(position EQUAL -1)
  message(FATAL_ERROR "README.md does not hold tests/install/project/main.cpp word for word")
endif()
