/** The pages the tables were read from. */
export const ZEROGPU_DOCS = 'https://huggingface.co/docs/hub/spaces-zerogpu';
export const CARD_DOCS = 'https://huggingface.co/docs/hub/spaces-config-reference';
export const DEPENDENCY_DOCS = 'https://huggingface.co/docs/hub/spaces-dependencies';
export const SPACES_PACKAGE = 'https://pypi.org/project/spaces/';
export const GRADIO_SOURCE = 'https://github.com/gradio-app/gradio';
export const PYTORCH_VERSIONS = 'https://github.com/pytorch/pytorch/wiki/PyTorch-Versions';
export const PYTORCH_PREVIOUS = 'https://pytorch.org/get-started/previous-versions/';
export const PYTORCH_CUDA_MATRIX = 'https://github.com/pytorch/pytorch/issues/190385';
export const XFORMERS = 'https://github.com/facebookresearch/xformers/releases';
export const ZEROGPU_WHEELS = 'https://huggingface.co/datasets/multimodalart/zerogpu-blackwell-wheels';
export const PYPI = 'https://pypi.org/';
