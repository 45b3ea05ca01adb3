# The course's own.
def calibration_error(p, happened, bins):
    from rnncourse.metrics import expected_calibration_error

    return expected_calibration_error(p, happened, bins=bins)
