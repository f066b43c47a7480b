// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"

namespace legenda::base {

int exitStatus(ErrorCode code) {
    switch (code) {
        case ErrorCode::Usage:
            return 2;
        case ErrorCode::BadInput:
            return 3;
        case ErrorCode::Io:
            return 4;
        case ErrorCode::Cancelled:
        case ErrorCode::Superseded:
            return 5;
        case ErrorCode::Unsupported:
            return 6;
        case ErrorCode::Internal:
            return 70;
    }
    return 70;
}

}  // namespace legenda::base
