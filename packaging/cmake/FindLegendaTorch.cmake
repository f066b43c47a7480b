# LibTorch without TorchConfig.cmake (which wants nvcc for a CUDA wheel): the system's libtorch-dev, or the torch folder of
# an unpacked PyPI wheel in LEGENDA_TORCH_DIR. Defines the target legenda::torch.
if(LEGENDA_TORCH_DIR)
  set(_torch_hints NO_DEFAULT_PATH HINTS ${LEGENDA_TORCH_DIR}/lib)
  set(_torch_include_hints NO_DEFAULT_PATH HINTS ${LEGENDA_TORCH_DIR}/include)
endif()
find_path(LegendaTorch_INCLUDE_DIR ATen/ATen.h ${_torch_include_hints})
find_path(LegendaTorch_API_DIR torch/torch.h PATHS ${LegendaTorch_INCLUDE_DIR}/torch/csrc/api/include NO_DEFAULT_PATH)
find_library(LegendaTorch_CPU_LIBRARY torch_cpu ${_torch_hints})
find_library(LegendaTorch_C10_LIBRARY c10 ${_torch_hints})

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(LegendaTorch REQUIRED_VARS
  LegendaTorch_CPU_LIBRARY LegendaTorch_C10_LIBRARY LegendaTorch_INCLUDE_DIR LegendaTorch_API_DIR)

if(LegendaTorch_FOUND AND NOT TARGET legenda::torch)
  add_library(legenda::torch INTERFACE IMPORTED)
  target_include_directories(legenda::torch SYSTEM INTERFACE ${LegendaTorch_INCLUDE_DIR} ${LegendaTorch_API_DIR})
  target_link_libraries(legenda::torch INTERFACE ${LegendaTorch_CPU_LIBRARY} ${LegendaTorch_C10_LIBRARY})
endif()
