"""An independent judge of SOAP: zeep reads a service's description, and calls the service as it
says; libxml2 holds requests that somebody else wrote against the same schemas.

    soap.py WSDL PDF [REQUEST…]

Says one line of JSON: what zeep got, and for each request what is wrong with it (null: nothing).
"""

import json
import sys
import urllib.request

from lxml import etree
from zeep import Client

SOAP = "{http://schemas.xmlsoap.org/soap/envelope/}"
KEYS = {"DistributorID": "DEMO-DIST", "AccessCode": "demo-code"}


def posting(client: Client, pdf: bytes) -> dict:
    created = client.service.CreateInstantPosting(
        **KEYS,
        Posting={
            "AfterSignAction": "NoAction",
            "AttachmentToSign": {"ActionType": "Sign", "File": pdf, "FileName": "judge.pdf"},
            "Recipients": {"InstantPostingRecipient": [{"Name": "Judge", "MinimumAge": 18}]},
            "Title": "Judged",
            "UseWidget": True,
        },
    )
    status = client.service.GetPostingStatus(**KEYS, PostingID=created.PostingID)
    early = client.service.DownloadInstantAttachment(
        **KEYS, PostingID=created.PostingID, AttachmentID=created.AttachmentID
    )
    return {
        "created": created.Success,
        "urls": [one.Name for one in created.SignUrls.UrlToSigning],
        "status": status.Status,
        "waits_for": status.ToBeSignedCount,
        "early": [early.Success, early.ErrorCode],
    }


class FromService(etree.Resolver):
    """Lets libxml2 read schemas from the loopback service."""

    def resolve(self, url, _public, context):
        with urllib.request.urlopen(url) as answer:
            return self.resolve_string(answer.read(), context, base_url=url)


def main() -> None:
    wsdl, pdf, *requests = sys.argv[1:]
    with open(pdf, "rb") as file:
        judged = {"called": posting(Client(wsdl), file.read())}
    parser = etree.XMLParser()
    parser.resolvers.add(FromService())
    address = wsdl.replace("?wsdl", "?xsd=xsd0")
    with urllib.request.urlopen(address) as answer:
        tree = etree.fromstring(answer.read(), parser, base_url=address)
    schema = etree.XMLSchema(tree)
    judged["requests"] = []
    for request in requests:
        body = etree.parse(request).getroot().find(SOAP + "Body")
        valid = schema.validate(body[0])
        judged["requests"].append(None if valid else str(schema.error_log.last_error))
    print(json.dumps(judged))


if __name__ == "__main__":
    main()
