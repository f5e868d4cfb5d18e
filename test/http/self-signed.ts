/** A certificate that nobody vouches for, and its key: good for nothing but being refused. */
export const selfSigned = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgNnSSETewozjQLL+c
sdGBCsAjNCFgKrNcbigmp4r5x/ihRANCAAQ+lS9KfSvXPTz+jNYANWuxqertbw7F
N/amAWe2T66Ow8wgJvqo2iq56251CaDoCAeY6kTtr0C4wnbSBlfu9dsW
-----END PRIVATE KEY-----`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBnDCCAUGgAwIBAgIUfa+Zp6RxOpKza3Q9GwmH8s6xccMwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMTAwNTc0MloYDzIxMjYxMDI4
MDA1NzQyWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQ+lS9KfSvXPTz+jNYANWuxqertbw7FN/amAWe2T66Ow8wgJvqo2iq5
6251CaDoCAeY6kTtr0C4wnbSBlfu9dsWo28wbTAdBgNVHQ4EFgQUGBHsXRjySkYo
IKrsI7lC02mf+p4wHwYDVR0jBBgwFoAUGBHsXRjySkYoIKrsI7lC02mf+p4wDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARhwR/AAABgglsb2NhbGhvc3QwCgYIKoZI
zj0EAwIDSQAwRgIhAPwf2UnhYIEECmnroS7LeGhAaOekMIrax8W/2eblvpsvAiEA
ofBmT3qH6ZP6nnfQ5s3lG3fdQCgjjTlblHcFMeOzY+U=
-----END CERTIFICATE-----`,
};
