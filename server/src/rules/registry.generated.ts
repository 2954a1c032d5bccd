// Written by npm run generate, from the files of this folder.

import type { Rule } from './rule';
import pythonVersionUnquoted from './python-version-unquoted';
import requirementsSpacesPin from './requirements-spaces-pin';
import sdkNotGradio from './sdk-not-gradio';
import unusedSuppression from './unused-suppression';

/** Every rule, by name. */
export const rules: readonly Rule[] = [pythonVersionUnquoted, requirementsSpacesPin, sdkNotGradio, unusedSuppression];
