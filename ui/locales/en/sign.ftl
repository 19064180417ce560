sign-page = Sign
