"""Scripts that run in the environments of the engines that Sourceline is compared with."""
